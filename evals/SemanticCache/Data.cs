using System.IO.Compression;
using System.Text.Json;
using Parley.Caching;
using Parley.Embedding;
using Parley.Text;

namespace Parley.SemanticCache;

/// <summary>A pair of questions, and whether they are one.</summary>
/// <param name="Group">What stays together when the data are divided.</param>
internal sealed record Pair(Question Asked, Question Kept, bool IsSame, int Group);

/// <summary>Reads the sets, and looks for the look-alikes in them.</summary>
internal static class Data
{
    public static IReadOnlyList<(string Origin, string Similar)> Mock(string folder) =>
        [.. Lines(folder, "semantic-cache/gptcache_mock.jsonl").Select(line => (Text(line, "origin"), Text(line, "similar")))];

    public static IEnumerable<Pair> QuestionPairs(string folder) => Lines(folder, "semantic-cache/qqp.jsonl.gz")
        .Select((line, i) => new Pair(new(Text(line, "a")), new(Text(line, "b")), line.GetProperty("label").GetInt32() == 1, i));

    /// <summary>Our own questions, with others in the same words and with look-alikes.</summary>
    public static IEnumerable<Pair> Own(string path)
    {
        foreach (var (group, line) in File.ReadLines(path).Where(line => !line.StartsWith('#')).Index())
        {
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            var same = parts[0].Split(" = ", StringSplitOptions.TrimEntries).Select(text => new Question(text)).ToList();
            var others = parts[1..].Select(text => new Question(text)).ToList();
            foreach (var one in same)
            {
                foreach (var pair in same.Where(two => two != one).Select(two => (two, true)).Concat(others.Select(two => (two, false))))
                {
                    yield return new(one, pair.two, pair.Item2, group);
                    if (!pair.Item2)
                    {
                        yield return new(pair.two, one, false, group);
                    }
                }
            }
        }
    }

    /// <summary>Questions of people about one thread of a forum; the nearest of another thread is a look-alike.</summary>
    public static IEnumerable<Pair> Forum(string folder)
    {
        var all = Lines(folder, "stackfaq/queries.jsonl").Select(line => (Question: new Question(Text(line, "text")), Thread: line.GetProperty("thread").GetInt32())).ToList();
        foreach (var (asked, thread) in all)
        {
            foreach (var other in all.Where(other => other.Thread != thread)
                .OrderByDescending(other => Cosine.Of(other.Question.Vector.Span, asked.Vector.Span)).Take(4))
            {
                yield return new(asked, other.Question, false, thread);
            }
        }
    }

    /// <summary>Requests of different intents that look alike: surely not the same question.</summary>
    public static IEnumerable<Pair> Intents(string folder, string set, int most)
    {
        var all = Lines(folder, $"{set}/train.jsonl.gz").Select(line => (Text: Text(line, "text"), Label: Text(line, "label"))).Where(one => one.Label != "oos").ToList();
        var every = Math.Max(1, all.Count / (most * 2));
        var taken = all.Where((_, i) => i % every == 0).Select(one => (Question: new Question(one.Text), one.Label)).ToList();
        foreach (var (i, (asked, label)) in taken.Index().Where(one => one.Index % 2 == 0))
        {
            foreach (var other in taken.Where(other => other.Label != label)
                .OrderByDescending(other => Cosine.Of(other.Question.Vector.Span, asked.Vector.Span)).Take(2))
            {
                yield return new(asked, other.Question, false, i);
            }
        }
    }

    /// <summary>People's requests beside themselves in another frame (the same), and with one telling word changed or one more (not the same).</summary>
    public static IEnumerable<Pair> Altered(string folder, string set, int most, Random random)
    {
        var all = Lines(folder, $"{set}/train.jsonl.gz").Select(line => Text(line, "text")).Where(text => text.Length is > 20 and < 200).ToArray();
        random.Shuffle(all);
        var strange = all.TakeLast(most).SelectMany(text => text.Split(' ')).Where(Tells).ToArray();
        foreach (var (group, text) in all.Take(most).Index())
        {
            var (question, words) = (new Question(text), text.Split(' '));
            var telling = words.Index().Where(word => Tells(word.Item)).Select(word => word.Index).ToArray();
            if (telling.Length == 0)
            {
                continue;
            }

            string[] changed = [.. words];
            changed[telling[random.Next(telling.Length)]] = strange[random.Next(strange.Length)];
            if (!question.Text.Equals(string.Join(' ', changed), StringComparison.OrdinalIgnoreCase))
            {
                yield return new(new(string.Join(' ', changed)), question, false, group);
            }

            var place = telling[random.Next(telling.Length)];
            string[] longer = [.. words[..place], strange[random.Next(strange.Length)], .. words[place..]];
            yield return random.Next(2) == 0 ? new(new(string.Join(' ', longer)), question, false, group) : new(question, new(string.Join(' ', longer)), false, group);
            var frame = Frames[random.Next(Frames.Length)];
            yield return new(new(string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, text)), question, true, group);
        }
    }

    private static bool Tells(string word) =>
        word.Length > 3 && word.All(char.IsLetter) && TextAnalyzer.Terms(word, Language.Find("en")).Any(stem => WordWeights.Of(stem) > 0.4);

    private static readonly string[] Frames = ["{0}, please?", "so {0}", "could you tell me: {0}", "I want to know, {0}", "one question: {0}", "{0} thank you", "simply put, {0}", "in short: {0}"];

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static IEnumerable<JsonElement> Lines(string folder, string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize<JsonElement>(line);
        }
    }
}
