module.exports = {
  testMatch: ["**/__tests__/**/*.test.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/dist"],
  testTimeout: 60_000,
  // the main process only waits; by default it would have one of two cores to itself
  maxWorkers: "100%",
};
