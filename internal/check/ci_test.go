package check

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func repositoryFile(t *testing.T, name ...string) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(append([]string{"..", ".."}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// The problem matcher finds the parts of the lines that check prints.
func TestProblemMatcher(t *testing.T) {
	var file struct {
		ProblemMatcher []struct{ Pattern []struct{ Regexp string } }
	}
	if err := json.Unmarshal(repositoryFile(t, ".github", "problem-matcher.json"), &file); err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(file.ProblemMatcher[0].Pattern[0].Regexp)
	var out bytes.Buffer
	r := hostileReport(t, Options{})
	if err := writeText(&out, r); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(r.Findings) {
		t.Fatalf("%d lines for %d findings", len(lines), len(r.Findings))
	}
	for i, f := range r.Findings {
		m := re.FindStringSubmatch(lines[i])
		want := []string{strings.ReplaceAll(f.Path, "\n", " "), string(f.Severity), f.Message, f.Code}
		if m == nil || !slices.Equal([]string{m[1], m[4], m[5], m[6]}, want) {
			t.Errorf("the matcher reads %q as %q, want %q", lines[i], m, want)
		}
	}
}

// The hooks run a command that there is, on the vault as a whole.
func TestPreCommitHooks(t *testing.T) {
	var hooks []struct {
		ID, Entry, Language string
		PassFilenames       bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(repositoryFile(t, ".pre-commit-hooks.yaml"), &hooks); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range hooks {
		ids = append(ids, h.ID)
		if h.Entry != "notes-lsp check --staged" || h.PassFilenames {
			t.Errorf("the hook is %+v", h)
		}
	}
	if want := []string{"notes-lsp-check", "notes-lsp-check-system"}; !slices.Equal(ids, want) {
		t.Errorf("the hooks are %q, want %q", ids, want)
	}
}

// The action's script turns inputs into arguments, whatever they hold, and says where
// the SARIF is also when there are findings.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		lacking(t, "there is no bash to run .github/action.sh with")
	}
	var action struct {
		Inputs map[string]any
		Runs   struct {
			Steps []struct{ Env map[string]string }
		}
	}
	if err := yaml.Unmarshal(repositoryFile(t, "action.yml"), &action); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir, temp := t.TempDir(), t.TempDir()
	for name, src := range map[string]string{"a b/$(touch ran).md": "한글 [[없음]]\n", "c.md": "[[없음]]\n"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	set := map[string]string{
		"NOTES_LSP_PATH": "a b\n--since=x.md\nc.md\n", "NOTES_LSP_FORMAT": "github", "NOTES_LSP_SINCE": "", "NOTES_LSP_BASELINE": "", "NOTES_LSP_FAIL_ON": "warning",
	}
	for name := range action.Runs.Steps[1].Env {
		if _, ok := set[name]; !ok {
			t.Errorf("the script is not given %s", name)
		}
	}
	if len(action.Inputs) != len(set) {
		t.Errorf("there are %d inputs, and %d are handed on", len(action.Inputs), len(set))
	}
	run := func() (string, int) {
		cmd := exec.Command(bash, filepath.Join(root, ".github", "action.sh"))
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_ACTION_PATH="+root, "GITHUB_OUTPUT="+filepath.Join(temp, "out"), "GITHUB_STEP_SUMMARY=")
		for name, value := range set {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, code := run(); code != Unusable || !strings.Contains(out, "there is no file or folder --since=x.md") {
		t.Errorf("a path like a flag: exit code %d and\n%s", code, out)
	}
	set["NOTES_LSP_PATH"] = "a b\nc.md"
	out, code := run()
	if code != Found || strings.Count(out, "::warning file=") != 2 {
		t.Errorf("exit code %d and\n%s", code, out)
	}
	said, err := os.ReadFile(filepath.Join(temp, "out"))
	if err != nil || !strings.HasPrefix(string(said), "sarif-file="+temp) {
		t.Errorf("the outputs are %q, %v", said, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("a note's name was run")
	}
}

// The workflows in docs/check.md are the files in docs/ci, and ask for what there is.
func TestExamplesForCI(t *testing.T) {
	page := string(repositoryFile(t, "docs", "check.md"))
	for _, name := range []string{"github.yml", "gitlab.yml"} {
		if !strings.Contains(page, "```yaml\n"+string(repositoryFile(t, "docs", "ci", name))+"```\n") {
			t.Errorf("docs/check.md does not show docs/ci/%s as it is", name)
		}
	}
	var action struct{ Inputs, Outputs map[string]any }
	var github struct {
		Jobs map[string]struct {
			Steps []struct {
				ID, Uses string
				With     map[string]string
			}
		}
	}
	decodeYAML(t, &action, "action.yml")
	decodeYAML(t, &github, "docs", "ci", "github.yml")
	asked := 0
	for _, s := range github.Jobs["links"].Steps {
		if strings.HasPrefix(s.Uses, "notes-lsp/") {
			for input := range s.With {
				asked++
				if action.Inputs[input] == nil {
					t.Errorf("the example sets %s, which the action has not got", input)
				}
			}
		}
	}
	if asked == 0 || action.Outputs["sarif-file"] == nil {
		t.Errorf("the example sets %d inputs of an action with the outputs %v", asked, action.Outputs)
	}
	var gitlab struct {
		Notes struct {
			Script    []string
			Artifacts struct{ Reports map[string]string }
		}
	}
	decodeYAML(t, &gitlab, "docs", "ci", "gitlab.yml")
	reports := map[string]string{"gitlab": gitlab.Notes.Artifacts.Reports["codequality"], "junit": gitlab.Notes.Artifacts.Reports["junit"]}
	for format, file := range reports {
		if !slices.Contains(names(), format) || file == "" || !strings.Contains(gitlab.Notes.Script[0], " --output "+format+"="+file) {
			t.Errorf("%q does not write the report %s in the format %s", gitlab.Notes.Script[0], file, format)
		}
	}
}

func decodeYAML(t *testing.T, to any, name ...string) {
	t.Helper()
	if err := yaml.Unmarshal(repositoryFile(t, name...), to); err != nil {
		t.Fatal(err)
	}
}

// names are the formats that there are.
func names() []string {
	var out []string
	for _, f := range formats() {
		out = append(out, f.name)
	}
	return out
}
