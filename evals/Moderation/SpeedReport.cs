using System.Runtime.InteropServices;
using System.Text;
using Parley.Moderation;
using Parley.Safety;

namespace Parley.ModerationEval;

/// <summary>Says how long all guards together look at two thousand characters, in milliseconds of processor time; on Linux.</summary>
internal static class SpeedReport
{
    private const int Length = 2000;

    public static void Write(DataSet data)
    {
        var texts = Texts(data).ToArray();
        var moderator = new Moderator();
        Write("rules and classifiers", texts, (text, source) => moderator.Look(text, source));

        // As a message passes them before a model sees it: with personal data, secrets and what the tenant added.
        foreach (var (name, policy) in ((string, Policy)[])[("all layers, standard policy", Policy.Standard), ("all layers, 1,000 terms and 5 expressions", Own)])
        {
            var judge = new Judge(policy);
            Write(name, texts, (text, source) => Acted.On(text, judge.Look(text, source), policy, source));
        }
    }

    private static Policy Own => PolicyRules.Read(new(
        Name: "own",
        Deny: [new("terms", [.. Enumerable.Range(0, 1_000).Select(number => $"term{number} of ours")], GuardAction.Review)],
        Patterns: [.. Enumerable.Range(0, 5).Select(number => new PatternInput($"p{number}", $"[A-Z]{{{number + 2}}}-[0-9]{{3,9}}", GuardAction.Redact))]));

    private static void Write(string name, string[] texts, Action<string, ModerationSource> look)
    {
        foreach (var source in Enum.GetValues<ModerationSource>())
        {
            foreach (var text in texts.Take(200))
            {
                look(text, source);
            }

            var times = texts.Select(text =>
            {
                var begun = Spent();
                look(text, source);
                return Spent() - begun;
            }).ToArray();
            Console.WriteLine($"{name}, {source}: {texts.Length} texts of {Length} characters, p50 {Measures.Quantile(times, 0.5):0.00} ms, p99 {Measures.Quantile(times, 0.99):0.00} ms");
        }
    }

    // Other processes share the machine: what counts is the time that this thread had a processor.
    private static double Spent()
    {
        const int ThisThread = 3;
        return ReadClock(ThisThread, out var time) == 0 ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6) : throw new PlatformNotSupportedException("This clock is of Linux.");
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out Time time);

    private static IEnumerable<string> Texts(DataSet data)
    {
        var text = new StringBuilder();
        foreach (var line in data.Read("prompt-injection/direct.jsonl.gz").Concat(data.Read("openai-moderation/test.jsonl.gz")))
        {
            text.Append(DataSet.Text(line)).Append('\n');
            for (; text.Length >= Length; text.Remove(0, Length))
            {
                yield return text.ToString(0, Length);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
