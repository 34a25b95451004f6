import * as z from "zod";

const headers = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" }),
  z.string().regex(/^[^\r\n\0]*$/, { error: "must be one line" }),
);

export const Expectation = z
  .strictObject({
    request: z
      .string()
      .regex(/^([A-Z]+ https?|tcp|tls|udp):\/\/[^\s]+$/, {
        error:
          'must be a method and a URL, such as "GET https://whoami.example.com/", or the address of a connection, such as tls://db.example.com:5432',
      })
      .describe("Method and URL of the request, or tcp://, tls:// or udp:// with host and port."),
    headers: headers.default({}).describe("Headers of the request."),
    clientIp: z
      .union([z.ipv4(), z.ipv6()], { error: "must be an IP address" })
      .optional()
      .describe("Address that the request comes from. Without one, no rule about addresses matches."),
    service: z.string().min(1).optional().describe("Service that answers."),
    version: z.string().min(1).optional().describe("Version of the service that answers every such request."),
    status: z
      .int()
      .min(100)
      .max(599)
      .optional()
      .describe("Status that Traefik answers itself: 301 for a redirection, 404 where nothing matches."),
    location: z.string().min(1).optional().describe("URL that a redirection leads to."),
  })
  .refine(
    ({ service, version, status, location }) =>
      [service, version, status, location].some((value) => value !== undefined),
    {
      error: "must say what is expected: service, version, status or location",
    },
  );

export const Expectations = z
  .array(Expectation)
  .default([])
  .describe("Where requests go. npm start checks each before it writes anything.");
