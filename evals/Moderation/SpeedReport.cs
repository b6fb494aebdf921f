using System.Diagnostics;
using System.Text;
using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>Says how long all guards together look at two thousand characters, in milliseconds of one processor.</summary>
internal static class SpeedReport
{
    private const int Length = 2000;

    public static void Write(DataSet data)
    {
        var texts = Texts(data).ToArray();
        var moderator = new Moderator();
        foreach (var source in Enum.GetValues<ModerationSource>())
        {
            foreach (var text in texts.Take(200))
            {
                moderator.Look(text, source);
            }

            var times = texts.Select(text =>
            {
                var begun = Stopwatch.GetTimestamp();
                moderator.Look(text, source);
                return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }).ToArray();
            Console.WriteLine($"{source}: {texts.Length} texts of {Length} characters, p50 {Measures.Quantile(times, 0.5):0.00} ms, p99 {Measures.Quantile(times, 0.99):0.00} ms");
        }
    }

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
}
