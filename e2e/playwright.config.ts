import { defineConfig, devices } from '@playwright/test'

/** The system's Chromium where Playwright's own cannot be had; `npm test` finds or installs one and names it here. */
const executablePath = process.env.FLOWGATE_CHROMIUM

export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results/browser',
  globalSetup: './fixtures/global-setup.ts',
  // Each has a browser and a Manager with its database.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Generous, for machines that do other work besides: nothing waits for time, so a quick machine is quick.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
})
