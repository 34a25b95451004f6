import { dotted } from "../../verify/structural/path";
import type { AttributeChange } from "../report/report";

/** ``spec.routes["Host(`a`)"].services.whoami.weight`` in one line. */
export const shownPath = (path: AttributeChange["path"]): string =>
  dotted(path).replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
