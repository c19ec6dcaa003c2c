import type { CustomerAct, Ledger, SupporterAct } from '../domain/conversation.js';

const DEALT_WITH = new Set<SupporterAct['kind']>(['answer', 'soothe', 'refuse', 'return']);

/**
 * The ledger after a supporter's line.
 * @param silent beats that this line shows to have been done without a word
 */
export function afterSupporter(
  ledger: Ledger,
  act: SupporterAct,
  lines: readonly string[],
  mentions: readonly string[],
  silent: readonly string[],
): Ledger {
  const { id, kind } = act;
  const dealt = id !== null && DEALT_WITH.has(kind);
  return {
    ...ledger,
    said: id !== null && (dealt || kind === 'beat') ? [...new Set([...ledger.said, ...silent, id])] : ledger.said,
    open: dealt ? ledger.open.filter((raised) => raised.id !== id) : ledger.open,
    asked: act.asks.length > 0 ? [...ledger.asked, ...(kind === 'ask-identity' ? ['identity'] : []), ...act.asks] : ledger.asked,
    restated: kind === 'restate-question' && id !== null ? [...ledger.restated, id] : ledger.restated,
    argued: kind === 'hold' ? null : ledger.argued,
    disclosed: mentions.length > 0 ? [...new Set([...ledger.disclosed, ...mentions])] : ledger.disclosed,
    feedbackAsked: ledger.feedbackAsked + (kind === 'feedback' ? 1 : 0),
    usedLines: { ...ledger.usedLines, supporter: [...ledger.usedLines.supporter, ...lines] },
  };
}

/**
 * The ledger after a customer's line.
 * @param identityAsks what the identity check consists of
 * @param utterance index of the line
 */
export function afterCustomer(
  ledger: Ledger,
  act: CustomerAct,
  lines: readonly string[],
  identityAsks: readonly string[],
  utterance: number,
  refused: string | null,
): Ledger {
  const identityGiven = [...new Set([...ledger.identityGiven, ...act.gives])];
  return {
    ...ledger,
    told: act.tells.length > 0 ? [...new Set([...ledger.told, ...act.tells])] : ledger.told,
    identityGiven,
    verified: ledger.verified || (ledger.asked.includes('identity') && identityAsks.every((item) => identityGiven.includes(item))),
    open: act.raises ? [...ledger.open, act.raises] : ledger.open,
    argued: act.stance === 'argues' ? refused : ledger.argued,
    demandAt: ledger.demandAt ?? (act.raises?.kind === 'demand' ? utterance : null),
    usedLines: { ...ledger.usedLines, customer: [...ledger.usedLines.customer, ...lines] },
  };
}
