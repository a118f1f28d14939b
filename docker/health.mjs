// The image's health check: whether the service in this container has started and can work, as it says itself.
const port = process.env.METRICS_PORT;
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) });
  process.stdout.write(await answer.text());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`nothing answers on port ${port}: ${error.message}\n`);
  process.exitCode = 1;
}
