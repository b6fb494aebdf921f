using Parley.Safety;

namespace Parley.Bench.Guards;

/// <summary>For how many tokens each token is held back: how many more have come when its last letter is shown.</summary>
internal static class Delays
{
    public static (List<int> Held, List<int> First) Of(List<List<string>> answers, Func<GuardedText> open)
    {
        var (held, first) = (new List<int>(), new List<int>());
        foreach (var answer in answers)
        {
            var (text, shown, read, waiting) = (open(), 0, 0, new Queue<(int Token, int End)>());
            for (var i = 0; i < answer.Count; i++)
            {
                waiting.Enqueue((i, read += answer[i].Length));
                var before = shown;
                shown += text.Feed(answer[i]).Length;
                if (before == 0 && shown > 0)
                {
                    first.Add(i);
                }

                while (waiting.TryPeek(out var next) && next.End <= shown)
                {
                    held.Add(i - next.Token);
                    waiting.Dequeue();
                }
            }

            // The end shows the rest at once.
            while (waiting.TryDequeue(out var next))
            {
                held.Add(answer.Count - 1 - next.Token);
            }
        }

        held.Sort();
        first.Sort();
        return (held, first);
    }

    public static int At(List<int> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];
}
