import { type Cases, route, traefik } from "./case";

const routes = (...matches: readonly string[]): string =>
  traefik(
    "IngressRoute",
    "web",
    `  routes:\n${matches.map((match) => `  - { kind: Rule, match: ${match} }\n`).join("")}`,
  );

export const ruleCases: Cases = {
  E1: [
    {
      finds: {
        yaml: route("Host(`a.example`"),
        finding: "8:5 error IngressRoute apps/web: The rule cannot be read: ",
      },
      passes: { yaml: route("Host(`a.example`)") },
    },
    {
      finds: {
        yaml: route("HostRegexp(`^(?!a)$`)"),
        finding: "8:5 error IngressRoute apps/web: The rule cannot be read: HostRegexp: ",
      },
      passes: { yaml: route("HostRegexp(`^(a|b)$`)") },
    },
    {
      finds: { yaml: route('""'), finding: "8:5 error IngressRoute apps/web: The rule is empty" },
      passes: { yaml: route("PathPrefix(`/`)") },
    },
  ],
  W2: [
    {
      finds: {
        yaml: route("Host(`a.example:8443`)"),
        finding: "8:5 warning IngressRoute apps/web: Host(`a.example:8443`) has a port",
      },
      passes: { yaml: route("Host(`*.example`) || Host(`*`) || Host(`a.example.`)") },
    },
    {
      finds: {
        yaml: route("Host(`a.*.example`)"),
        finding:
          "8:5 warning IngressRoute apps/web: Host(`a.*.example`) has an asterisk that is not its first label",
      },
      passes: { yaml: route("Host(`[2001:db8::1]`)") },
    },
  ],
  W3: [
    {
      finds: {
        yaml: route("HostRegexp(`.+\\.example`)"),
        finding: "8:5 warning IngressRoute apps/web: HostRegexp(`.+\\.example`) matches wherever",
      },
      passes: { yaml: route("HostRegexp(`^.+\\.example$`) && PathRegexp(`^/v[0-9]+/`) || HostRegexp(`.+`)") },
    },
  ],
  W4: [
    {
      finds: {
        yaml: routes("Host(`a`) && PathPrefix(`/foo`)", "Host(`a`) && Path(`/foobar`)"),
        finding: "6:19 warning IngressRoute apps/web: PathPrefix(`/foo`) also matches",
      },
      passes: {
        yaml: routes(
          "Host(`a`) && PathPrefix(`/foo`)",
          "Host(`a`) && PathPrefix(`/foo/bar`)",
          "Host(`b`) && Path(`/foobar`)",
        ),
      },
    },
  ],
  E5: [
    {
      finds: {
        yaml: route("Host(`a.example`, `b.example`)"),
        finding: "8:5 error IngressRoute apps/web: The rule cannot be read: ",
      },
      passes: { yaml: route("Host(`a.example`) || Host(`b.example`)") },
    },
    {
      finds: {
        yaml: route('"HostRegexp(`{sub:[a-z]+}.example`)"'),
        finding:
          "8:5 error IngressRoute apps/web: HostRegexp(`{sub:[a-z]+}.example`) has a placeholder of Traefik 2",
      },
      passes: { yaml: route('"HostRegexp(`^[a-z]{2,3}\\\\.example$`)"') },
    },
    {
      finds: {
        yaml: route("Host(`a.example`, `b.example`)", "    syntax: v2\n"),
        finding: "10:5 warning IngressRoute apps/web: The rule is in the syntax of Traefik 2",
      },
      passes: { yaml: route("Host(`a.example`)", "    syntax: v3\n") },
    },
  ],
  E6: [
    {
      finds: {
        yaml: routes("Host(`a`)", "Host(`a`)"),
        finding: "7:19 error IngressRoute apps/web: Route 0 of this object has the same rule",
      },
      passes: {
        yaml:
          routes("Host(`a`)", "Host(`b`)") +
          traefik("IngressRoute", "other", "  routes: [{ kind: Rule, match: Host(`a`) }]\n"),
      },
    },
  ],
  W9: [
    {
      finds: {
        yaml: route("Host(`a`)", "    priority: 1.5\n"),
        finding: "10:5 warning IngressRoute apps/web: The priority 1.5 is not a whole number",
      },
      passes: { yaml: route("Host(`a`)", "    priority: -1\n") },
    },
  ],
  E10: [
    {
      finds: {
        yaml: route("|-\n      Host(`a`)\n      && Path(`/b`)"),
        finding: "8:5 error IngressRoute apps/web: A line begins with an operator",
      },
      passes: { yaml: route(">-\n      Host(`a`)\n      && Path(`/b`)") },
    },
  ],
};
