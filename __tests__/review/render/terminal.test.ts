import { expect, test } from "@jest/globals";
import { terminalReport } from "../../../review/render/terminal";
import { fullReport, plan, reportOf, resource } from "./reports";

test("says what could hurt first, and the verdict last, where it stays in sight", () => {
  expect(terminalReport(fullReport)).toMatchSnapshot();
});

test("says that nothing changes", () => {
  expect(terminalReport(reportOf())).toBe("prod\n  nothing changes\n\nReview: nothing changes\n");
});

test("shows nothing that a terminal would obey", () => {
  const text = terminalReport(reportOf({ plan: plan({ changes: [resource("a.b\u001b[2J\u202E")] }) }));
  expect(text).toContain("a.b\uFFFD[2J\uFFFD: updated");
});
