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
export const cipherSuites: readonly string[] = [
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

/** Cipher suites that Traefik knows and that are broken. */
export const brokenCipherSuites: readonly string[] = [
  "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
  "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
  "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
  "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
  "TLS_RSA_WITH_RC4_128_SHA",
];

/** All that TLS 1.3 has; Traefik knows the names, and Go lets nobody choose from them. */
export const cipherSuitesOfTls13: readonly string[] = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

/** Whether Traefik finds anything under the name; with another the whole option cannot be used. */
export const isCipherSuite = (name: string): boolean =>
  // no suite, but a mark that a client sets, which has a name among them
  name === "TLS_FALLBACK_SCSV" ||
  [cipherSuites, brokenCipherSuites, cipherSuitesOfTls13].some((suites) => suites.includes(name));

/** Whether a cipher suite of TLS 1.2 or older can be used with a certificate of that algorithm. */
export const fitsKey = (suite: string, algorithm: "ECDSA" | "RSA"): boolean =>
  algorithm === "ECDSA" ? suite.includes("_ECDSA_") : !suite.includes("_ECDSA_");

/** Whether a cipher suite can be used before TLS 1.2. */
export const isForOldTls = (suite: string): boolean => suite.endsWith("_CBC_SHA");
