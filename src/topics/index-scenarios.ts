import { RolecsError } from '../domain/errors.js';
import type { Topic } from './load-topics.js';
import type { Scenario } from './scenario.js';

/**
 * Finds scenarios by id.
 * @returns a look-up that throws RolecsError `scenario-unknown` for an id that no topic holds
 */
export function indexScenarios(topics: readonly Topic[]): (id: string) => Scenario {
  const scenarios = new Map(topics.flatMap((topic) => topic.scenarios.map((scenario) => [scenario.truth.id, scenario] as const)));
  return (id) => {
    const scenario = scenarios.get(id);
    if (!scenario) throw new RolecsError('scenario-unknown', `there is no scenario "${id}"`);
    return scenario;
  };
}
