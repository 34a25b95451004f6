import { expect, test } from "@jest/globals";
import { cipherSuiteFault } from "../../../platform/definition/schema/cipher-suites";

test.each([
  ["TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", undefined],
  ["TLS_RSA_WITH_AES_128_GCM_SHA256", undefined],
  ["TLS_FALLBACK_SCSV", "Traefik knows no cipher suite"],
  ["ECDHE-RSA-AES128-GCM-SHA256", "Traefik knows no cipher suite"],
  ["TLS_RSA_WITH_3DES_EDE_CBC_SHA", "is broken"],
  ["TLS_CHACHA20_POLY1305_SHA256", "is of TLS 1.3"],
])("says of the cipher suite %s: %s", (name, fault) => {
  const found = cipherSuiteFault(name);
  expect(fault === undefined ? found : found?.includes(fault)).toBe(fault === undefined ? undefined : true);
});
