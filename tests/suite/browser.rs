//! A real browser for tests: Chromium without a window, spoken to through a
//! pipe in the language of its developer tools.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{REQUIRE_READERS, arg, folder, needed};

/// A browser with one page.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    calls: u64,
    /// What the browser told since the page was opened.
    pub events: Vec<Value>,
    /// Its profile, which goes with it.
    _profile: TempDir,
}

/// Where Chromium is.
fn chromium() -> Option<PathBuf> {
    let given = std::env::var_os("LOCKSTEP_CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let found = given.into_iter().chain(usual).find(|path| path.is_file());
    needed(found, "Chromium", ["LOCKSTEP_CHROMIUM", REQUIRE_READERS])
}

impl Browser {
    /// Starts it, or says that the machine has none.
    pub fn start() -> Option<Self> {
        let program = chromium()?;
        let profile = folder();
        // The shell moves the pipes to where the browser looks for them.
        let script = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null";
        let mut child = Command::new("sh")
            .args([
                "-c",
                script,
                arg(&program),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args(["--hide-scrollbars", "--remote-debugging-pipe", &format!("--user-data-dir={}", arg(profile.path()))])
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the shell starts");
        let (to, from) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let mut browser = Self {
            child,
            to,
            from: BufReader::new(from),
            session: None,
            calls: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.call("Target.attachToTarget", attach)["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.window(1280, 900, "light");
        Some(browser)
    }

    fn message(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).expect("the browser speaks");
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        serde_json::from_slice(&bytes).expect("valid JSON")
    }

    /// Calls a method of the developer tools and gives its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        write!(self.to, "{call}\0").and_then(|()| self.to.flush()).expect("the browser listens");
        loop {
            let mut message = self.message();
            if message["id"] == self.calls {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].take();
            }
            self.events.push(message);
        }
    }

    /// The window's size in pixels and the reader's theme; motion is reduced.
    pub fn window(&mut self, width: u32, height: u32, theme: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Opens a file and waits until it is shown.
    pub fn open(&mut self, path: &Path) {
        self.load(path);
        self.settle();
    }

    /// Opens a file and waits until it is read, also where no script may run.
    pub fn load(&mut self, path: &Path) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": format!("file://{}", arg(path)) }));
        while self.eval("document.readyState") != "complete" {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the page has drawn what it is about to draw.
    pub fn settle(&mut self) {
        self.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))");
    }

    /// What an expression gives in the page.
    pub fn eval(&mut self, expression: &str) -> Value {
        let mut ask = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        // The page's policy holds for what is tried here, too.
        ask["allowUnsafeEvalBlockedByCSP"] = json!(false);
        let mut answer = self.call("Runtime.evaluate", ask);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// A text that an expression gives in the page.
    pub fn text(&mut self, expression: &str) -> String {
        self.eval(expression).as_str().unwrap_or_else(|| panic!("{expression} is no text")).to_owned()
    }

    /// A number that an expression gives in the page.
    pub fn number(&mut self, expression: &str) -> f64 {
        self.eval(expression).as_f64().unwrap_or_else(|| panic!("{expression} is no number"))
    }

    /// Presses a key, as a person would.
    pub fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            let (code, typed) = match key {
                "Enter" => (13, "\r"),
                "Escape" => (27, ""),
                key => (0, key),
            };
            let mut event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
            if !typed.is_empty() && kind == "keyDown" {
                event["text"] = json!(typed);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
        self.settle();
    }

    /// Moves the pointer to a place of the window and clicks there, if asked.
    pub fn point(&mut self, x: f64, y: f64, click: bool) {
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
        for kind in ["mousePressed", "mouseReleased"].into_iter().filter(|_| click) {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
        self.settle();
    }

    /// What went wrong since the page was opened: errors, messages, dialogs, and
    /// requests for anything but the page.
    pub fn complaints(&mut self) -> Vec<String> {
        self.eval("0");
        let is_complaint = |event: &&Value| match event["method"].as_str() {
            Some(
                "Runtime.exceptionThrown"
                | "Runtime.consoleAPICalled"
                | "Log.entryAdded"
                | "Page.javascriptDialogOpening",
            ) => true,
            Some("Network.requestWillBeSent") => event["params"]["type"] != "Document",
            _ => false,
        };
        self.events.iter().filter(is_complaint).map(Value::to_string).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends by itself when its pipe closes; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
