// Colours and language before anything is painted: as chosen here before, else as the reader's system has it.
const preferences = new Map();

function preferenceOf(key, otherwise) {
  try {
    return localStorage.getItem(key) ?? preferences.get(key) ?? otherwise;
  } catch {
    return preferences.get(key) ?? otherwise; // a page opened from a file may have no storage
  }
}

window.setPreference = (key, value) => {
  preferences.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // it holds until the page is closed
  }
  showPreferences();
};

const prefersDark = matchMedia('(prefers-color-scheme: dark)');

function showPreferences() {
  document.documentElement.dataset.scheme = preferenceOf('scheme', prefersDark.matches ? 'dark' : 'light');
  document.documentElement.lang = preferenceOf('language', navigator.language.startsWith('zh') ? 'zh' : 'en');
}

showPreferences();
prefersDark.addEventListener('change', showPreferences);
