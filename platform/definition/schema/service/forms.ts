import * as z from "zod";

export const portNumber = z.int().min(1).max(65535);

/** A port that a container without privileges can listen on. */
export const containerPort = portNumber.min(1024, {
  error: "must be 1024 or higher: a container that is not root cannot listen below",
});

/** A length of time with one unit, as Go and Kubernetes read it; a bare number would be seconds here and nothing there. */
export const duration = z.string().regex(/^[1-9]\d{0,8}(ms|s|m|h)$/, {
  error: "must be a time with its unit, such as 500ms or 30s",
});

/** A number of bytes. */
export const size = z.string().regex(/^[1-9]\d{0,8}(Ki|Mi|Gi)$/, {
  error: "must be a size with its unit, such as 64Ki or 10Mi",
});

export const cpu = z.string().regex(/^([1-9]\d*m|(?=.*[1-9])\d+(\.\d{1,3})?)$/, {
  error: "must be an amount of CPU such as 100m or 0.5",
});

export const memory = z.string().regex(/^[1-9]\d*(Mi|Gi|M|G)$/, {
  error: "must be an amount of memory with its unit, such as 64Mi or 1Gi",
});

export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: "must be the name of an HTTP header" });

export const line = z.string().regex(/^[^\r\n\0]*$/, { error: "must be one line" });

/** A line that is matched: Traefik refuses empty arguments. */
export const filledLine = z.string().regex(/^[^\r\n\0]+$/, { error: "must be one line, and not empty" });

/** Headers to set. */
export const headers = z.record(headerName, line).default({});

/** One status or one range of them; Traefik takes `500,502` for a number and refuses it when it starts. */
export const status = z.string().regex(/^[1-5]\d\d(-[1-5]\d\d)?$/, {
  error:
    'must be one status or one range in quotes, such as "503" or "500-599"; write several as several items',
});

export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be the name of an environment variable" });

/** Name of an object that something else made: a DNS subdomain. */
export const objectName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, {
    error: "must be the name of a Kubernetes object: lower-case letters, digits, dashes and dots",
  })
  .max(253, { error: "must have at most 253 characters" });

/** A path in a container's file system. */
export const filePath = z.string().regex(/^(\/[\w.-]+)+$/, {
  error: "must be an absolute path, such as /var/cache/app",
});

/** A path of a URL as Traefik compares it: decoded, without `//`, `.` and `..`, which it resolves before. */
export const urlPath = z.string().regex(/^\/$|^(\/(?!\.{1,2}(\/|$))[\w.~!$&'()*+,;=:@-]+)+$/, {
  error: "must begin with / and be plain segments, such as /api/v1, with no slash at the end",
});
