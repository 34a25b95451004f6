import type { Service } from "../../platform/platform";
import { selects } from "../labels";

/** Metadata of the objects that bear their service's name. */
export const serviceMetadata = ({ name, namespace }: Service) => ({ name, namespace, labels: selects(name) });
