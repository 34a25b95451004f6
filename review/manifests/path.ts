import type { AttributeChange } from "../report/report";

/** ``spec.routes[match=Host(`a`)].services[whoami].weight``; keys with other characters stand in quotes. */
export const shownPath = (path: AttributeChange["path"]): string =>
  path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (step.startsWith("[") && step.endsWith("]")) return step;
      if (step === "(order)") return " (order)";
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("")
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
