using System.Diagnostics;
using System.Text;
using Parley.Bench.Guards;
using Parley.Safety;

// What guarding answers costs, and for how long it holds them back: dotnet run -c Release --project bench/Guards -- FOLDER
// The folder holds ordinary answers, one a line in *.txt, or one a file in *.md.
var answers = Answers.Read(args[0]);
var tokens = answers.ConvertAll(Answers.Tokens);
var letters = answers.Sum(answer => answer.Length);
Console.WriteLine($"{answers.Count} answers, {letters:N0} characters, {tokens.Sum(one => one.Count):N0} tokens of {(double)letters / tokens.Sum(one => one.Count):0.0} characters");
var guard = new AnswerGuard(Policy.Standard, new Judge(Policy.Standard));
LeakSet[] secrets = [LeakSet.OfInstructions(answers[0]), LeakSet.OfCanary(LeakSet.CanaryFor(new("bench")))];

GuardedText Open(bool withSecrets) => guard.Open(withSecrets ? secrets : [], _ => false);
var guarded = Time(() => tokens.ForEach(answer => Pass(Open(true), answer)));
var unwatched = Time(() => tokens.ForEach(answer => Pass(Open(false), answer)));
var judged = Time(() => answers.ForEach(answer => LastLook(answer)));
var plain = Time(() => tokens.ForEach(answer => Copy(answer)));
Console.WriteLine($"CPU for 1,000 characters: guarded {guarded:0.0} µs, without leaks {unwatched:0.0} µs, the last look {judged:0.0} µs, unguarded (copied) {plain:0.00} µs");

var blocked = 0;
var changed = 0;
foreach (var answer in tokens)
{
    var text = Open(false);
    var shown = Pass(text, answer);
    if (text.IsBlocked)
    {
        var whole = string.Concat(answer);
        Console.WriteLine($"blocked: {string.Join(", ", text.TakeFindings().Select(found => $"{found.Guard} {found.Kind} {found.Score:0.00}"))}, after {whole[Math.Max(0, shown - 240)..Math.Min(whole.Length, shown + 200)]}");
    }

    blocked += text.IsBlocked ? 1 : 0;
    changed += text.IsChanged ? 1 : 0;
}

foreach (var answer in answers)
{
    foreach (var found in LastLook(answer).Where(found => found.Action >= GuardAction.Handoff))
    {
        Console.WriteLine($"taken back: {found.Guard} {found.Kind} {found.Score:0.00}, {answer[..Math.Min(answer.Length, 200)]}");
    }
}

Console.WriteLine($"blocked {blocked}, changed {changed}, taken back after the last look {answers.Count(answer => LastLook(answer).Any(found => found.Action >= GuardAction.Handoff))}");
var keeps = Policy.Standard.PersonalData.Keys.ToDictionary(kind => kind, _ => PersonalAction.Keep);
foreach (var (name, showing) in (ReadOnlySpan<(string, Policy)>)[("", Policy.Standard), (" and personal data kept", Policy.Standard with { PersonalData = keeps })])
{
    var policy = showing with { Answers = AnswerShowing.AtOnce };
    var atOnce = new AnswerGuard(policy, new Judge(policy));
    var (behind, soonest) = Delays.Of(tokens, () => atOnce.Open(secrets, _ => false, canBeTakenBack: true));
    Console.WriteLine($"shown at once{name}, tokens: p50 {Delays.At(behind, .5)}, p99 {Delays.At(behind, .99)}; until the first text: p50 {Delays.At(soonest, .5)}, p99 {Delays.At(soonest, .99)}");
}

var (held, first) = Delays.Of(tokens, () => Open(true));
Console.WriteLine($"held back, tokens: p50 {Delays.At(held, .5)}, p99 {Delays.At(held, .99)}; until the first text: p50 {Delays.At(first, .5)}, p99 {Delays.At(first, .99)}");
foreach (var rate in (double[])[10, 30, 100])
{
    Console.WriteLine(
        $"at {rate} tokens/s: p50 {1000 * Delays.At(held, .5) / rate:0} ms, p99 {1000 * Delays.At(held, .99) / rate:0} ms; first text p50 {1000 * Delays.At(first, .5) / rate:0} ms, p99 {1000 * Delays.At(first, .99) / rate:0} ms");
}

// Without a provider it never waits.
IReadOnlyList<AnswerFinding> LastLook(string answer) => guard.LookAtEndAsync(answer, CancellationToken.None).AsTask().GetAwaiter().GetResult();

// Processor time of this thread's work for 1,000 characters, the best of five rounds.
double Time(Action work)
{
    var best = double.MaxValue;
    for (var round = 0; round < 5; round++)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds * 1000 / letters);
    }

    return best;
}

static int Pass(GuardedText text, List<string> answer)
{
    var shown = 0;
    foreach (var token in answer)
    {
        shown += text.Feed(token).Length;
    }

    return shown + text.Finish().Length;
}

static int Copy(List<string> answer)
{
    var text = new StringBuilder();
    foreach (var token in answer)
    {
        text.Append(token);
    }

    return text.Length;
}
