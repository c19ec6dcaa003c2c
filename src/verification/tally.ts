/** Times something was met, by table and key. */
export class Tally<Table extends string> {
  readonly #tables = new Map<Table, Map<string, number>>();

  count(table: Table, key: string, times = 1): void {
    const counts = this.#tables.get(table) ?? new Map<string, number>();
    this.#tables.set(table, counts.set(key, (counts.get(key) ?? 0) + times));
  }

  of(table: Table, key: string): number {
    return this.#tables.get(table)?.get(key) ?? 0;
  }

  all(table: Table): Record<string, number> {
    return Object.fromEntries(this.#tables.get(table) ?? []);
  }

  sum(table: Table): number {
    return Object.values(this.all(table)).reduce((sum, times) => sum + times, 0);
  }
}
