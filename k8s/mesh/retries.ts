/**
 * Whether Traefik answers so itself where a connection breaks or an answer takes too long. Envoy tells such failures,
 * `reset`, from statuses that it is sent, and single statuses from names such as `5xx`, which stand for more.
 */
export const isOfBrokenConnections = (status: number): boolean => status === 502 || status === 504;
