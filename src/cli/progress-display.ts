import type { PaidUsage, RoleUsage } from '../pipeline/job-pool.js';
import type { RunProgress } from '../pipeline/run-dependencies.js';

export interface ProgressDisplay {
  update(progress: RunProgress): void;
  /** A line of text that does not disturb the bar. */
  say(line: string): void;
  stop(): void;
}

const STATUS_INTERVAL_MS = 5_000;
const BAR_INTERVAL_MS = 200;

/** Progress on stderr: a bar with rate and time left on a terminal, else a status line every few seconds. */
export async function createProgressDisplay(stream: NodeJS.WriteStream): Promise<ProgressDisplay> {
  return stream.isTTY ? createBar(stream) : createStatusLines(stream);
}

async function createBar(stream: NodeJS.WriteStream): Promise<ProgressDisplay> {
  const { default: progress } = await import('cli-progress');
  const format = '{bar} {percentage} % · {value}/{total} · {pace}{paid}';
  const bar = new progress.SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, progress.Presets.shades_classic);
  let pace: Pace | null = null;
  let latest: RunProgress | null = null;
  let shownMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    if (!pace || !latest) return;
    shownMs = performance.now();
    bar.update(latest.done, { pace: pace.describe(latest), paid: describePaid(latest.paid()) });
  };
  return {
    update(now) {
      latest = now;
      if (!pace) {
        pace = new Pace(now);
        bar.start(now.count, now.done, { pace: '', paid: '' });
        timer = setInterval(() => draw(), STATUS_INTERVAL_MS / 5);
        timer.unref();
      }
      if (performance.now() - shownMs < BAR_INTERVAL_MS) return;
      draw();
    },
    say(line) {
      if (pace) stream.write('\r\u001b[K');
      stream.write(`${line}\n`);
    },
    stop: () => {
      clearInterval(timer);
      if (pace) bar.stop();
    },
  };
}

function createStatusLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let pace: Pace | null = null;
  let latest: RunProgress | null = null;
  const timer = setInterval(() => {
    if (!pace || !latest) return;
    const percent = Math.floor((100 * latest.done) / latest.count);
    stream.write(
      `${latest.done} of ${latest.count} (${percent} %), ${latest.rejected} rejected, ${pace.describe(latest)}${describePaid(latest.paid())}\n`,
    );
  }, STATUS_INTERVAL_MS);
  timer.unref();
  return {
    update(now) {
      pace ??= new Pace(now);
      latest = now;
    },
    say: (line) => {
      stream.write(`${line}\n`);
    },
    stop: () => clearInterval(timer),
  };
}

/** Tokens and money so far: ` · 1.2 M tokens in (61 % cached), 0.1 M out, 0.34 USD`. */
function describePaid(usage: PaidUsage | null): string {
  if (usage === null) return '';
  const sum = (of: (role: RoleUsage) => number): number => Object.values(usage.by_role).reduce((total, role) => total + of(role), 0);
  const input = sum((role) => role.input);
  const cached = input === 0 ? 0 : Math.round((100 * sum((role) => role.cached)) / input);
  const reasoning = sum((role) => role.reasoning);
  const costs = Object.entries(usage.cost).map(([currency, amount]) => `, ${amount.toFixed(amount < 1 ? 4 : 2)} ${currency}`);
  const thought = reasoning === 0 ? '' : ` (${short(reasoning)} of it reasoning)`;
  return ` · ${short(input)} tokens in (${cached} % cached), ${short(sum((role) => role.output))} out${thought}${costs.join('')}`;
}

function short(tokens: number): string {
  if (tokens >= 1e6) return `${(tokens / 1e6).toFixed(tokens >= 1e7 ? 0 : 1)} M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1000)} k` : String(tokens);
}

/** Rate since the first report, and what that means for the rest. */
class Pace {
  readonly #startMs = performance.now();
  readonly #from: number;

  constructor({ done }: RunProgress) {
    this.#from = done;
  }

  describe({ done, count }: RunProgress): string {
    const perSecond = ((done - this.#from) * 1000) / (performance.now() - this.#startMs);
    if (!(perSecond > 0)) return 'no rate yet';
    return `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s, ${duration((count - done) / perSecond)} left`;
  }
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
