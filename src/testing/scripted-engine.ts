import { SILENT_ACT, type SupporterAct } from '../domain/conversation.js';
import { STRATEGY_CODES, type StrategyCode } from '../domain/strategy.js';
import type {
  Advice,
  BankView,
  CustomerReply,
  Direction,
  Engine,
  EngineRequest,
  Plan,
  Role,
  Roles,
  SupporterReply,
} from '../engine/port.js';

export interface RecordedRequest<R extends Role = Role> extends EngineRequest<R> {
  role: R;
}

/** What the engine says when this role asks: part of an answer (the default fills the rest), or undefined for the default. May throw. */
export type Script<R extends Role> = (
  view: Roles[R]['view'],
  /** How often this role has asked in this dialogue before. */
  turn: number,
) => Partial<Roles[R]['answer']> | undefined;
export type Scripts = { [R in Role]?: Script<R> };

export interface ScriptedEngine extends Engine {
  /** Every request in the order it came. */
  readonly requests: readonly RecordedRequest[];
  /** The views that one role got, in order. */
  viewsOf<R extends Role>(role: R): Roles[R]['view'][];
}

/**
 * An engine that answers from scripts and records what it is asked. Without a script it plays a dull, valid dialogue: the supporter proposes
 * what is due, the customer reacts and raises nothing.
 */
export function createScriptedEngine(scripts: Scripts = {}): ScriptedEngine {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    viewsOf: <R extends Role>(role: R) => requests.filter((request) => request.role === role).map(({ view }) => view as Roles[R]['view']),
    ask: <R extends Role>(request: EngineRequest<R>): Roles[R]['answer'] => {
      const { role, view } = request;
      requests.push(request as RecordedRequest);
      const script: Script<R> | undefined = scripts[role];
      const defaultAnswer: (view: Roles[R]['view']) => Roles[R]['answer'] = DEFAULTS[role];
      return { ...defaultAnswer(view), ...script?.(view, turnOf(view)) };
    },
  };
}

export { SILENT_ACT as NO_ACT };

const KIND_OF: Partial<Record<StrategyCode, SupporterAct['kind']>> = { GT: 'greet', FR: 'feedback', RC: 'follow', AC: 'close' };

const DEFAULTS: { [R in Role]: (view: Roles[R]['view']) => Roles[R]['answer'] } = {
  planner: ({ scenario, demand }): Plan => ({
    title: scenario,
    description: '客户遇到一件事。',
    goal: '把事情弄清楚。',
    knows: ['自己遇到的事'],
    records: ['系统里的记录'],
    policy: ['一条规则'],
    demandText: demand,
  }),
  'supporter-assistant': (view): Advice => proposeWhatIsDue(view),
  supporter: ({ strategy, transcript }): SupporterReply => ({
    text: `客服说的第${transcript.length}句话。`,
    mentions: [],
    act: { kind: KIND_OF[strategy] ?? 'other', id: null, asks: [] },
    lines: [],
  }),
  'customer-assistant': (): Direction => ({ text: '对刚听到的作出反应', intent: { reaction: 'react', raise: null } }),
  customer: ({ transcript }): CustomerReply => ({ text: `客户说的第${transcript.length}句话。`, act: SILENT_ACT, lines: [] }),
};

/** What is due, in code order, nothing twice in a row where something else would do; then the goodbye. */
function proposeWhatIsDue({ transcript, due }: BankView): Advice {
  if (transcript.length === 0) return { strategy: 'GT', alternatives: [] };
  const last = transcript.findLast((turn) => turn.speaker === 'supporter')?.strategy;
  const open = STRATEGY_CODES.filter((code) => code !== 'AC' && due[code] > 0);
  const [strategy = 'AC', ...alternatives] = [
    ...open.filter((code) => code !== last),
    ...open.filter((code) => code === last),
    'AC' as const,
  ];
  return { strategy, alternatives };
}

function turnOf(view: Roles[Role]['view']): number {
  return 'transcript' in view ? Math.floor(view.transcript.length / 2) : 0;
}
