// The switches' buttons, and the dialogue browser. The archive lies in the page: chunks of raw deflate in base64, opened when they are needed.
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const { words, strategies, stages } = JSON.parse(byId('words').textContent);
const say = (key) => words[key]?.[root.lang];
const RESULTS_AT_ONCE = 60;
const CHUNKS_AT_ONCE = 16;

byId('scheme').addEventListener('click', () => window.setPreference('scheme', root.dataset.scheme === 'dark' ? 'light' : 'dark'));
byId('language').addEventListener('click', () => {
  window.setPreference('language', root.lang === 'zh' ? 'en' : 'zh');
  fillFilters();
  showResults();
  if (opened !== null) openDialogue(opened);
});

/** The value that a base64 text holds, compressed. */
async function unpack(base64) {
  const signs = atob(base64);
  const bytes = new Uint8Array(signs.length);
  for (let place = 0; place < signs.length; place++) bytes[place] = signs.charCodeAt(place);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).json();
}

const chunks = document.querySelectorAll('.chunk');
const index = await unpack(byId('archive-index').textContent);
const { rows } = index;
const all = rows.id.map((_, place) => place);
let found = all;
let shown = RESULTS_AT_ONCE;
let opened = null;
let search = 0;

const chunkOf = (number) => unpack(chunks[number].textContent);
const strategyName = (place) => strategies[place][root.lang];
const select = (name) => byId(`filter-${name}`);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function fill(name, options) {
  const before = select(name).value;
  select(name).replaceChildren(new Option(say('browser.any'), ''), ...options.map(([value, text]) => new Option(text, value)));
  select(name).value = options.some(([value]) => String(value) === before) ? before : '';
}

function fillFilters() {
  fill(
    'topic',
    index.topics.map((id, place) => [place, say(`topic.${id}`) ?? id]),
  );
  fillScenarios();
  fill(
    'outcome',
    index.outcomes.map((id, place) => [place, say(`outcome.${id}`) ?? id]),
  );
  fill(
    'strategy',
    strategies.map(({ code }, place) => [place, `${code} ${strategyName(place)}`]),
  );
  const fields = [...new Set(index.personas.flatMap(Object.keys))].filter((field) => field !== 'id' && field !== 'description');
  fill(
    'field',
    fields.map((field) => [field, say(`field.${field}`) ?? field]),
  );
  fillValues();
}

/** Scenarios of the chosen topic. */
function fillScenarios() {
  const topic = select('topic').value;
  const wanted = new Set(all.filter((place) => topic === '' || rows.topic[place] === Number(topic)).map((place) => rows.scenario[place]));
  fill(
    'scenario',
    index.scenarios.flatMap(([id, title], place) => (wanted.has(place) ? [[place, root.lang === 'zh' ? title : id]] : [])),
  );
}

/** Values of the chosen persona field. */
function fillValues() {
  const field = select('field').value;
  const values =
    field === ''
      ? []
      : [...new Set(index.personas.map((persona) => persona[field]))].filter(Boolean).sort((a, b) => a.localeCompare(b, 'zh'));
  fill(
    'value',
    values.map((value) => [value, value]),
  );
  select('value').disabled = field === '';
}

/** Whether a dialogue passes all filters but the search. */
function passes(place) {
  const equals = (name) => select(name).value === '' || rows[name][place] === Number(select(name).value);
  const strategy = select('strategy').value;
  const [field, value] = [select('field').value, select('value').value];
  return (
    equals('topic') &&
    equals('scenario') &&
    equals('outcome') &&
    (strategy === '' || (rows.strategies[place] >> Number(strategy)) & 1) &&
    (value === '' || index.personas[rows.persona[place]][field] === value)
  );
}

function searchTerms() {
  return byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
}

async function applyFilters() {
  const mine = ++search;
  const terms = searchTerms();
  const passing = all.filter(passes);
  shown = RESULTS_AT_ONCE;
  if (terms.length === 0) {
    found = passing;
    return showResults();
  }
  found = [];
  const wanted = [...new Set(passing.map(inChunk))];
  for (let start = 0; start < wanted.length; start += CHUNKS_AT_ONCE) {
    const numbers = new Set(wanted.slice(start, start + CHUNKS_AT_ONCE));
    const texts = new Map(await Promise.all([...numbers].map(async (number) => [number, await textsOf(number)])));
    if (mine !== search) return; // another search began
    const before = found.length;
    const within = passing.filter((place) => numbers.has(inChunk(place)));
    found.push(...within.filter((place) => terms.every((term) => texts.get(inChunk(place))[place % index.chunkSize].includes(term))));
    showResults({ done: (start + numbers.size) / wanted.length, isListNew: start === 0 || before < shown });
  }
}

function inChunk(place) {
  return Math.floor(place / index.chunkSize);
}

/** What a search looks through, one text a dialogue. Kept: a second search opens no chunk. */
const searched = new Map();

function textsOf(number) {
  if (!searched.has(number))
    searched.set(
      number,
      chunkOf(number).then((dialogues) => dialogues.map(textOf)),
    );
  return searched.get(number);
}

function textOf({ id, description, turns }) {
  return [id, description, ...turns.map(([, , line]) => line)].join('\n').toLowerCase();
}

/** Who goes to the search box is about to search: the chunks are opened while the words are typed. */
async function prepareSearch() {
  for (let start = 0; start < chunks.length; start += CHUNKS_AT_ONCE) {
    await Promise.all(
      Array.from(chunks, (_, number) => number)
        .slice(start, start + CHUNKS_AT_ONCE)
        .map(textsOf),
    );
  }
}

/** Share of the search that is done, and whether the list of results shows anything new. */
function showResults({ done = 1, isListNew = true } = {}) {
  const isSearching = done < 1;
  const count = `${found.length.toLocaleString('en-US')} ${say('browser.found')}`;
  const progress = `${say('browser.searching')} ${Math.round(100 * done)} %`;
  byId('found').textContent = isSearching ? `${progress} · ${count}` : found.length === 0 ? say('browser.none') : count;
  if (isListNew || !isSearching) listResults();
}

function listResults() {
  const items = found.slice(0, shown).map((place) => {
    const [scenario, title] = index.scenarios[rows.scenario[place]];
    const outcome = index.outcomes[rows.outcome[place]];
    const { form_of_address: customer = '' } = index.personas[rows.persona[place]];
    const button = element(
      'button',
      { type: 'button', onclick: () => openDialogue(place, { scroll: true }) },
      root.lang === 'zh' ? title : scenario,
      element('small', {}, `${customer} · ${say(`outcome.${outcome}`) ?? outcome} · ${rows.id[place]}`),
    );
    if (place === opened) button.setAttribute('aria-current', 'true');
    return element('li', {}, button);
  });
  if (found.length > shown) {
    const more = element(
      'button',
      {
        type: 'button',
        onclick: () => {
          shown += RESULTS_AT_ONCE;
          showResults();
        },
      },
      say('browser.more'),
    );
    items.push(element('li', {}, more));
  }
  byId('results').replaceChildren(...items);
  if (opened === null) byId('dialogue').replaceChildren(element('p', { className: 'about' }, say('browser.pick')));
}

async function openDialogue(place, { scroll = false } = {}) {
  opened = place;
  const dialogue = (await chunkOf(inChunk(place)))[place % index.chunkSize];
  if (opened !== place) return;
  const [scenario, title] = index.scenarios[rows.scenario[place]];
  const persona = index.personas[rows.persona[place]];
  const satisfied = say(rows.satisfied[place] ? 'browser.satisfied' : 'browser.dissatisfied');
  const about = (key, text) => element('p', { className: 'about' }, element('b', {}, `${say(key)} `), text);
  byId('dialogue').replaceChildren(
    element('h3', {}, root.lang === 'zh' ? title : scenario),
    element('p', { className: 'about' }, `${dialogue.id} · ${say(`outcome.${index.outcomes[rows.outcome[place]]}`)} · ${satisfied}`),
    element('p', {}, dialogue.description),
    about('browser.goal', dialogue.goal),
    about('browser.persona', persona.description ?? ''),
    ...dialogue.turns.map((turn, number) => turnOf(turn, number === rows.demand[place])),
  );
  byId('dialogue').scrollTop = 0;
  if (scroll && getComputedStyle(byId('results')).borderRightWidth === '0px') byId('dialogue').scrollIntoView();
  for (const button of byId('results').querySelectorAll('button')) button.removeAttribute('aria-current');
  byId('results').children[found.indexOf(place)]?.firstChild.setAttribute('aria-current', 'true');
}

function turnOf([strategy, note, text], isDemand) {
  const customer = strategy < 0;
  const heading = customer
    ? [say('browser.customer'), note, ...(isDemand ? [say('browser.demand')] : [])]
    : [strategyName(strategy), stages[Number(note)]?.[root.lang]];
  const turn = element(
    'div',
    { className: customer ? 'turn customer' : 'turn' },
    element('small', {}, heading.join(' · ')),
    ...marked(text),
  );
  if (!customer) turn.style.setProperty('--turn', `var(--${strategies[strategy].code})`);
  return turn;
}

/** A text with the words searched for marked. */
function marked(text) {
  const terms = searchTerms();
  if (terms.length === 0) return [text];
  const pattern = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  return text.split(pattern).map((part, place) => (place % 2 === 1 ? element('mark', {}, part) : part));
}

let pause;
byId('search').addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(applyFilters, 200);
});
byId('search').addEventListener('focus', prepareSearch, { once: true });
byId('filters').addEventListener('submit', (event) => event.preventDefault());
byId('filters').addEventListener('change', ({ target }) => {
  if (target.id === 'search') return;
  if (target.id === 'filter-topic') fillScenarios();
  if (target.id === 'filter-field') fillValues();
  applyFilters();
});
fillFilters();
showResults();
root.dataset.ready = 'true';
