/** What some work took: wall seconds and CPU seconds of this process. */
export interface Cost {
  wallS: number;
  cpuS: number;
}

export async function measure(work: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallS: (performance.now() - start) / 1000, cpuS: (user + system) / 1e6 };
}

/** CPU milliseconds per item, as text with two decimals. */
export function perItem({ cpuS }: Cost, items: number): string {
  return ((cpuS * 1000) / items).toFixed(2);
}
