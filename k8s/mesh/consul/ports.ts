/** Port of a pod at which its proxy takes calls (consul-k8s, constants.ProxyDefaultInboundPort). */
export const inboundPort = 20_000;

/** Port at which Prometheus reads the proxy, which is not redirected. */
export const proxyMetricsPort = 20_200;

/** Ports of Consul's servers that proxies and their init containers call: gRPC and HTTPS. */
export const serverPorts = [8502, 8501] as const;

/** Port at which a terminating gateway takes calls. */
export const gatewayPort = 8443;
