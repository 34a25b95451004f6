import {
  brokenCipherSuites,
  cipherSuites,
  cipherSuitesOfTls13,
  defaultCipherSuites,
} from "../../../traefik/tls";
import { didYouMean } from "../suggest";

/** What is wrong with the name of a cipher suite, or undefined. */
export function cipherSuiteFault(name: string): string | undefined {
  if (cipherSuites.includes(name)) return undefined;
  if (cipherSuitesOfTls13.includes(name))
    return `${name} is of TLS 1.3, whose cipher suites cannot be chosen; leave it out`;
  if (brokenCipherSuites.includes(name))
    return `${name} is broken; name one such as ${defaultCipherSuites[0]}`;
  return `Traefik knows no cipher suite ${name} and could not use the whole option${didYouMean(name, cipherSuites)}`;
}
