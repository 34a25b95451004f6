import { didYouMean } from "../platform/definition/suggest";

/** Versions of TLS in Traefik's words, oldest first. Others are ignored without a word (pkg/tls). */
export const tlsVersions = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"] as const;
export type TlsVersion = (typeof tlsVersions)[number];

export const isOlder = (version: TlsVersion, than: TlsVersion): boolean =>
  tlsVersions.indexOf(version) < tlsVersions.indexOf(than);

/** Elliptic curves and key exchanges that Traefik knows; with another the whole option cannot be used. */
export const curves = [
  "CurveP256",
  "CurveP384",
  "CurveP521",
  "X25519",
  "X25519MLKEM768",
  "SecP256r1MLKEM768",
  "SecP384r1MLKEM1024",
] as const;

/** Authenticated encryption with forward secrecy, for TLS 1.2. */
export const defaultCipherSuites = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
] as const;

/** Cipher suites that Traefik knows (pkg/tls/cipher.go) and that nobody has broken. */
const cipherSuites = [
  ...defaultCipherSuites,
  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
  "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
  "TLS_RSA_WITH_AES_128_CBC_SHA",
  "TLS_RSA_WITH_AES_256_CBC_SHA",
  "TLS_RSA_WITH_AES_128_CBC_SHA256",
  "TLS_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_RSA_WITH_AES_256_GCM_SHA384",
];

const cipherSuitesOfTls13 = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

/** What is wrong with the name of a cipher suite, or undefined. */
export function cipherSuiteFault(name: string): string | undefined {
  if (cipherSuites.includes(name)) return undefined;
  if (cipherSuitesOfTls13.includes(name))
    return `${name} is of TLS 1.3, whose cipher suites cannot be chosen; leave it out`;
  if (/^TLS_\w+_WITH_(RC4|3DES)/.test(name))
    return `${name} is broken; name one such as ${defaultCipherSuites[0]}`;
  return `Traefik knows no cipher suite ${name} and could not use the whole option${didYouMean(name, cipherSuites)}`;
}

/** Whether a cipher suite of TLS 1.2 or older can be used with a certificate of that algorithm. */
export const fitsKey = (suite: string, algorithm: "ECDSA" | "RSA"): boolean =>
  algorithm === "ECDSA" ? suite.includes("_ECDSA_") : !suite.includes("_ECDSA_");

/** Whether a cipher suite can be used before TLS 1.2. */
export const isForOldTls = (suite: string): boolean => suite.endsWith("_CBC_SHA");
