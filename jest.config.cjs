module.exports = {
  testMatch: ["**/__tests__/**/*.test.ts"],
  transform: { "\\.ts$": "@swc/jest" },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/dist"],
  testTimeout: 60_000,
};
