import { goSeconds } from "../../../traefik/durations";
import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, certManagerIo, mapping, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { issuerOf, solverFor } from "./issuers";

/** Checks of Certificates: that they can be issued, and that what is issued is of use. */
export function* certificateObjectChecks(cluster: Cluster): Generator<Draft> {
  const certificates = cluster.all(certManagerIo("Certificate"));
  for (const certificate of certificates) {
    if (certificate.object.spec !== undefined) yield* webhookRules(certificate);
    yield* issuer(cluster, certificate);
    yield* usefulness(cluster, certificate);
  }
  yield* sameSecret(certificates);
}

/** Names that a certificate is for. */
export const namesOf = (certificate: LocatedObject): readonly string[] => {
  const { dnsNames, commonName } = specOf(certificate);
  return [...new Set([...strings(dnsNames), ...(string(commonName) === undefined ? [] : [`${commonName}`])])];
};

// --- internal ---

function* issuer(cluster: Cluster, certificate: LocatedObject): Generator<Draft> {
  const named = issuerOf(certificate);
  if (named === undefined) return;
  const path: Path = ["spec", "issuerRef", "name"];
  const found = cluster.find(certManagerIo(named.kind), named.namespace, named.name);
  if (found === undefined) {
    const clusterIssuer =
      named.kind === "Issuer" ? cluster.find(certManagerIo("ClusterIssuer"), "", named.name) : undefined;
    if (clusterIssuer !== undefined) {
      yield draft("E49", certificate, path, {
        happens: `${named.name} is a ClusterIssuer, and without that kind an Issuer of the namespace is looked for: no certificate is issued.`,
        fix: "Add kind: ClusterIssuer.",
      });
      return;
    }
    const { severity, instead } = cluster.missing(certManagerIo(named.kind), named.namespace, named.name);
    yield draft("E49", certificate, path, {
      severity,
      happens: `${named.kind} ${named.name} is not ${severity === "error" ? "there" : "among the files"}: no certificate is issued${severity === "error" ? "" : " unless something else makes it"}.`,
      fix: `Create it, or correct the name${instead === "" ? "" : `: ${instead}`}.`.replace("?.", "?"),
    });
    return;
  }
  const isOneOfSeveral =
    cluster.inNamespace(certManagerIo(named.kind), named.namespace).filter(({ name }) => name === named.name)
      .length > 1;
  // which of them will be there, nobody knows
  if (isOneOfSeveral || specOf(found).acme === undefined) return;
  for (const [index, name] of strings(specOf(certificate).dnsNames).entries()) {
    if (solverFor(found, name) !== undefined) continue;
    const wildcard = name.startsWith("*.");
    yield draft("E50", certificate, ["spec", "dnsNames", index], {
      happens: wildcard
        ? `An authority gives a wildcard for an answer in DNS alone, and ${found.name} has no solver of that kind for ${name}: the order fails.`
        : `${found.name} has no solver for ${name}: the order fails.`,
      fix: wildcard
        ? "Add a dns01 solver to the issuer."
        : "Add a solver whose selector has the name or its zone.",
    });
  }
}

const refused = "cert-manager's webhook refuses the Certificate";

function* webhookRules(certificate: LocatedObject): Generator<Draft> {
  const spec = specOf(certificate);
  const broken = (path: Path, what: string, fix: string): Draft =>
    draft("E56", certificate, path, { happens: `${what}: ${refused}.`, fix });
  const names = [
    "commonName",
    "dnsNames",
    "ipAddresses",
    "uris",
    "emailAddresses",
    "otherNames",
    "literalSubject",
  ];
  const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (names.every((field) => isEmpty(spec[field]))) {
    yield broken(["spec"], "The Certificate is for no name", "Set dnsNames.");
  }
  if (
    typeof spec.secretName === "string" &&
    !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(spec.secretName)
  ) {
    yield broken(
      ["spec", "secretName"],
      `${spec.secretName} is no name of a Secret`,
      "Use small letters, digits, dashes and dots.",
    );
  }
  if (typeof spec.commonName === "string" && Buffer.byteLength(spec.commonName) > 64) {
    yield broken(
      ["spec", "commonName"],
      "The common name has more than 64 bytes",
      "Leave it out; dnsNames are what is compared.",
    );
  }
  if (spec.literalSubject !== undefined && (spec.commonName !== undefined || spec.subject !== undefined)) {
    yield broken(
      ["spec", "literalSubject"],
      "The subject is given twice",
      "Keep literalSubject, or commonName and subject.",
    );
  }
  yield* key(mapping(spec.privateKey), broken);
  yield* times(spec, broken);
  const { revisionHistoryLimit } = spec;
  if (typeof revisionHistoryLimit === "number" && revisionHistoryLimit < 1) {
    yield broken(["spec", "revisionHistoryLimit"], "At least one revision is kept", "Set it to 1 or more.");
  }
  if (spec.nameConstraints !== undefined && spec.isCA !== true) {
    yield broken(
      ["spec", "nameConstraints"],
      "Only an authority can constrain names",
      "Set isCA, or remove nameConstraints.",
    );
  }
  const annotations = Object.keys(mapping(mapping(spec.secretTemplate).annotations));
  for (const name of annotations) {
    if (!name.startsWith("cert-manager.io/") || name === "cert-manager.io/allow-direct-injection") continue;
    yield broken(
      ["spec", "secretTemplate", "annotations", name],
      `${name} is cert-manager's own`,
      "Remove the annotation.",
    );
  }
  for (const store of ["jks", "pkcs12"]) {
    const keystore = mapping(mapping(spec.keystores)[store]);
    if (keystore.create !== true) continue;
    if ((keystore.password !== undefined) !== (keystore.passwordSecretRef !== undefined)) continue;
    yield broken(
      ["spec", "keystores", store],
      "A keystore has exactly one of password and passwordSecretRef",
      "Keep passwordSecretRef.",
    );
  }
}

type Broken = (path: Path, what: string, fix: string) => Draft;

function* key({ algorithm, size }: Readonly<Record<string, unknown>>, broken: Broken): Generator<Draft> {
  if (typeof size !== "number") return;
  const path = ["spec", "privateKey", "size"];
  if (algorithm === "ECDSA" && ![256, 384, 521].includes(size)) {
    yield broken(path, `There is no ECDSA key of ${size} bits`, "Choose from 256, 384 and 521.");
  }
  if ((algorithm === undefined || algorithm === "RSA") && (size < 2048 || size > 8192)) {
    yield broken(path, `An RSA key has 2048 to 8192 bits, not ${size}`, "Set 2048, or algorithm to ECDSA.");
  }
}

function* times(spec: Readonly<Record<string, unknown>>, broken: Broken): Generator<Draft> {
  const { duration, renewBefore, renewBeforePercentage } = spec;
  const [lasts, before] = [duration, renewBefore].map((value) =>
    typeof value === "string" ? goSeconds(value) : undefined,
  );
  for (const [field, value, seconds] of [
    ["duration", duration, lasts],
    ["renewBefore", renewBefore, before],
  ] as const) {
    if (typeof value === "string" && seconds === undefined) {
      yield broken(
        ["spec", field],
        `${value} is no duration of Go`,
        "Write hours, such as 2160h; there is no unit for days.",
      );
    }
  }
  if (lasts !== undefined && lasts < 3600) {
    yield broken(["spec", "duration"], "A certificate lasts at least an hour", "Set 1h or more.");
  }
  if (before !== undefined && before < 300) {
    yield broken(
      ["spec", "renewBefore"],
      "Renewal begins at least five minutes before the end",
      "Set 5m or more.",
    );
  }
  if (before !== undefined && before >= (lasts ?? 2160 * 3600)) {
    yield broken(
      ["spec", "renewBefore"],
      "Renewal would begin before the certificate does",
      "Make renewBefore shorter than duration, or use renewBeforePercentage.",
    );
  }
  if (renewBefore !== undefined && renewBeforePercentage !== undefined) {
    yield broken(
      ["spec", "renewBeforePercentage"],
      "Renewal is given both as a time and as a percentage",
      "Keep renewBeforePercentage.",
    );
  }
}

const isStaging = (cluster: Cluster, certificate: LocatedObject): boolean | undefined => {
  const named = issuerOf(certificate);
  const found = named && cluster.find(certManagerIo(named.kind), named.namespace, named.name);
  const server = mapping(found && specOf(found).acme).server;
  return typeof server === "string" ? server.includes("staging") : undefined;
};

function* usefulness(cluster: Cluster, certificate: LocatedObject): Generator<Draft> {
  const { dnsNames, commonName, privateKey, isCA } = specOf(certificate);
  const names = strings(dnsNames);
  const staging = isStaging(cluster, certificate);
  // an environment that is all for trial has no other certificate
  const others = cluster.all(certManagerIo("Certificate"));
  if (staging === true && others.some((other) => isStaging(cluster, other) === false)) {
    yield draft("W58", certificate, ["spec", "issuerRef", "name"], {
      happens: "The issuer is for trials, while others here are for good: browsers refuse what it issues.",
      fix: "Name the production issuer.",
    });
  }
  for (const [index, name] of names.entries()) {
    if (!name.startsWith("*.") || names.includes(name.slice(2))) continue;
    yield draft("W58", certificate, ["spec", "dnsNames", index], {
      happens: `${name} does not cover ${name.slice(2)} itself, where browsers warn of a wrong name.`,
      fix: `Add ${name.slice(2)} to dnsNames.`,
    });
  }
  if (mapping(privateKey).rotationPolicy === "Never" && isCA !== true) {
    yield draft("W58", certificate, ["spec", "privateKey", "rotationPolicy"], {
      happens: "The key stays the same for all renewals, so one that leaked once is of use for ever.",
      fix: "Leave rotationPolicy out; Always is the default.",
    });
  }
  if (
    typeof commonName === "string" &&
    commonName !== "" &&
    staging !== undefined &&
    !names.includes(commonName)
  ) {
    yield draft("W58", certificate, ["spec", "commonName"], {
      severity: "error",
      happens: "ACME wants the common name among dnsNames: the order is invalid.",
      fix: "Add it to dnsNames, or leave commonName out.",
    });
  }
}

function* sameSecret(certificates: readonly LocatedObject[]): Generator<Draft> {
  const secrets = new Map<string, LocatedObject>();
  const sets = new Map<string, LocatedObject>();
  for (const certificate of certificates) {
    const secret = string(specOf(certificate).secretName);
    if (secret !== undefined) {
      const key = `${certificate.namespace}/${secret}`;
      const other = secrets.get(key);
      if (other === undefined) secrets.set(key, certificate);
      else {
        yield draft("W57", certificate, ["spec", "secretName"], {
          severity: "error",
          happens: `Certificate ${other.name} writes Secret ${secret} too: each issues it anew when the other has, without end.`,
          fix: "Give each a Secret of its own.",
        });
      }
    }
    const names = namesOf(certificate).map((name) => name.toLowerCase());
    if (names.length === 0) continue;
    const set = [...names].sort().join(" ");
    const other = sets.get(set);
    if (other === undefined) sets.set(set, certificate);
    else if (other.namespace !== certificate.namespace) {
      yield draft("W57", certificate, ["spec", "dnsNames"], {
        happens: `Certificate ${other.namespace}/${other.name} has the same names: Traefik serves one of the two, and ignores renewals of the other.`,
        fix: "Keep one, in the default TLSStore if several namespaces need it.",
      });
    }
  }
}
