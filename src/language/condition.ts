/** What a condition may ask about. Every answer is plain data, so that a condition never depends on anything but the moment. */
export interface ConditionContext {
  /** `hot`, `calm`, `satisfied`, … */
  flag(name: string): boolean;
  /** `cause`, `outcome`, `persona.age`, `fact.payee`; a list (`persona.products`) equals what it holds. */
  value(name: string): string | number | readonly string[] | undefined;
  /** Whether a beat, question, worry or demand has come up: `said.ID`. */
  said(id: string): boolean;
}

export type Condition = (context: ConditionContext) => boolean;

/** A condition together with the names it refers to, for checking. */
export interface ParsedCondition {
  holds: Condition;
  flags: string[];
  values: { name: string; options: string[] }[];
  said: string[];
}

const TOKEN = /\s*(>=|<=|!=|[!&|()=<>]|in(?=\s)|[^\s!&|()=<>]+)/y;
const SIGN = /^[!&|()=<>]/;
const COMPARATORS = new Set(['=', '!=', '>', '>=', '<', '<=', 'in']);

/**
 * Parses a condition: `hot & (cause=a | !said.b) & persona.age >= 60 & persona.children in 上学/成年`.
 * `!` binds closest, then `&`, then `|`.
 * @throws SyntaxError with the place
 */
export function parseCondition(source: string): ParsedCondition {
  const tokens = tokenize(source);
  const parsed: ParsedCondition = { holds: () => true, flags: [], values: [], said: [] };
  let position = 0;
  const peek = () => tokens[position];
  const take = (): string => {
    const token = tokens[position++];
    if (token === undefined) throw new SyntaxError(`condition "${source}" ends too early`);
    return token;
  };

  const parseOr = (): Condition => {
    let left = parseAnd();
    while (peek() === '|') {
      take();
      const [a, b] = [left, parseAnd()];
      left = (context) => a(context) || b(context);
    }
    return left;
  };
  const parseAnd = (): Condition => {
    let left = parseUnary();
    while (peek() === '&') {
      take();
      const [a, b] = [left, parseUnary()];
      left = (context) => a(context) && b(context);
    }
    return left;
  };
  const parseUnary = (): Condition => {
    const token = take();
    if (token === '!') {
      const inner = parseUnary();
      return (context) => !inner(context);
    }
    if (token === '(') {
      const inner = parseOr();
      if (take() !== ')') throw new SyntaxError(`condition "${source}": a bracket is not closed`);
      return inner;
    }
    if (token === ')' || token === '&' || token === '|' || COMPARATORS.has(token)) {
      throw new SyntaxError(`condition "${source}": "${token}" stands where a name is expected`);
    }
    const next = peek();
    if (next !== undefined && COMPARATORS.has(next)) {
      const comparator = take();
      const operand = take();
      if (SIGN.test(operand)) throw new SyntaxError(`condition "${source}": "${operand}" stands where a value is expected`);
      const options = comparator === 'in' ? operand.split('/') : [operand];
      parsed.values.push({ name: token, options });
      return compare(token, comparator, options);
    }
    if (token.startsWith('said.')) {
      const id = token.slice('said.'.length);
      parsed.said.push(id);
      return (context) => context.said(id);
    }
    parsed.flags.push(token);
    return (context) => context.flag(token);
  };

  parsed.holds = parseOr();
  if (position < tokens.length) throw new SyntaxError(`condition "${source}": "${tokens[position]}" is left over`);
  return parsed;
}

function compare(name: string, comparator: string, options: readonly string[]): Condition {
  const [first = ''] = options;
  const number = Number(first);
  const numeric = (test: (value: number) => boolean): Condition => {
    if (Number.isNaN(number)) throw new SyntaxError(`${name} ${comparator} ${first}: a number is needed`);
    return (context) => test(Number(context.value(name)));
  };
  switch (comparator) {
    case '=':
    case 'in':
      return (context) => holdsOneOf(context.value(name), options);
    case '!=':
      // What nobody knows is neither this nor something else.
      return (context) => context.value(name) !== undefined && !holdsOneOf(context.value(name), options);
    case '>=':
      return numeric((value) => value >= number);
    case '<=':
      return numeric((value) => value <= number);
    case '>':
      return numeric((value) => value > number);
    default:
      return numeric((value) => value < number);
  }
}

/** A list holds what is in it, a single value itself. */
function holdsOneOf(value: ReturnType<ConditionContext['value']>, options: readonly string[]): boolean {
  if (typeof value === 'string' || typeof value === 'number' || value === undefined) return options.includes(String(value));
  return value.some((item) => options.includes(item));
}

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) {
      if (source.slice(at).trim() === '') break;
      throw new SyntaxError(`condition "${source}": cannot read "${source.slice(at)}"`);
    }
    tokens.push(match[1] as string);
  }
  return tokens;
}
