using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Parley.Evaluation;
using Parley.Text;

namespace Parley.Retrieval;

/// <summary>
/// Learns the built-in embedding's word vectors: positive mutual information of stems with the stems near them and with the labels of their
/// texts, brought down to few dimensions. Only texts whose licence lets their statistics be shipped.
/// </summary>
internal sealed class Trainer
{
    private const int Window = 5;
    private const int LeastCount = 4;
    private const int MostWords = 12_000;

    private static readonly string[] Paragraphs = ["squad", "xquad"];
    private static readonly string[] Requests = ["banking77", "clinc150", "hwu64", "bitext-support"];

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(string[] Terms, string? Label)> _texts = [];

    public static void Run(string folder, string path, int dimensions)
    {
        var trainer = new Trainer();
        trainer.ReadAll(folder);
        trainer.Write(path, dimensions);
    }

    private void ReadAll(string folder)
    {
        foreach (var set in Paragraphs.SelectMany(name => RetrievalSetReader.Read(Path.Combine(folder, name))))
        {
            foreach (var document in set.Documents)
            {
                // Paragraphs of one number are translations of each other: the number is their label.
                Add($"{document.Title}. {document.Text}", set.Name.StartsWith("xquad", StringComparison.Ordinal) ? document.Id[3..] : document.Title);
            }
        }

        foreach (var name in Requests)
        {
            using var stream = new GZipStream(File.OpenRead(Path.Combine(folder, name, "train.jsonl.gz")), CompressionMode.Decompress);
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                var read = JsonSerializer.Deserialize<JsonElement>(line);
                Add(read.GetProperty("text").GetString()!, $"{name}:{read.GetProperty("label").GetString()}");
            }
        }
    }

    private void Add(string text, string? label)
    {
        var terms = TextAnalyzer.Terms(text, LanguageDetector.Detect(text, Language.Find("en"))).ToArray();
        _texts.Add((terms, label));
        foreach (var term in terms)
        {
            _counts[term] = _counts.GetValueOrDefault(term) + 1;
        }
    }

    private void Write(string path, int dimensions)
    {
        var words = _counts.Where(pair => pair.Value >= LeastCount && pair.Key.Length <= 40).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(MostWords).Select(pair => pair.Key).ToArray();
        var places = words.Index().ToDictionary(word => word.Item, word => word.Index);
        var matrix = Information(places);
        var vectors = Subspace.Of(matrix, words.Length, dimensions, new Random(7));
        var all = (double)_counts.Values.Sum();
        using var file = File.Create(path);
        using var writer = new BinaryWriter(file);
        writer.Write(words.Length);
        writer.Write(dimensions);
        for (var i = 0; i < words.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(words[i]);
            writer.Write((byte)bytes.Length);
            writer.Write(bytes);
            var share = _counts[words[i]] / all;
            writer.Write((byte)Math.Round(255 * (0.0005 / (0.0005 + share))));
            var length = Math.Sqrt(vectors[i].Sum(value => value * value));
            foreach (var value in vectors[i])
            {
                writer.Write((sbyte)Math.Round(127 * (length > 0 ? value / length : 0)));
            }
        }

        Console.WriteLine($"{words.Length} words, {file.Length} bytes");
    }

    private Dictionary<int, float>[] Information(Dictionary<string, int> places)
    {
        var together = new Dictionary<int, float>[places.Count];
        for (var i = 0; i < together.Length; i++)
        {
            together[i] = [];
        }

        void Count(int one, int other, float times)
        {
            together[one][other] = together[one].GetValueOrDefault(other) + times;
        }

        var byLabel = new Dictionary<string, Dictionary<int, int>>();
        foreach (var (terms, label) in _texts)
        {
            var known = terms.Select(term => places.GetValueOrDefault(term, -1)).ToArray();
            for (var i = 0; i < known.Length; i++)
            {
                for (var j = i + 1; j < Math.Min(known.Length, i + Window + 1); j++)
                {
                    if (known[i] >= 0 && known[j] >= 0 && known[i] != known[j])
                    {
                        Count(known[i], known[j], 1f / (j - i));
                        Count(known[j], known[i], 1f / (j - i));
                    }
                }
            }

            if (label is not null)
            {
                var bag = byLabel.TryGetValue(label, out var found) ? found : byLabel[label] = [];
                foreach (var word in known.Where(word => word >= 0))
                {
                    bag[word] = bag.GetValueOrDefault(word) + 1;
                }
            }
        }

        foreach (var bag in byLabel.Values)
        {
            // The words that tell the label apart, by how often it says them beside how often anybody does.
            var telling = bag.OrderByDescending(pair => Math.Log(1 + pair.Value) * pair.Value / (10.0 + CountOf(places, pair.Key))).Take(24).Select(pair => pair.Key).ToArray();
            foreach (var one in telling)
            {
                foreach (var other in telling.Where(other => other != one))
                {
                    Count(one, other, 2f);
                }
            }
        }

        var sums = together.Select(row => row.Values.Sum(value => (double)value)).ToArray();
        var smoothed = sums.Select(sum => Math.Pow(sum, 0.75)).ToArray();
        var total = smoothed.Sum();
        return
        [
            .. together.Select((row, i) => row
                .Select(pair => (pair.Key, Value: Math.Log(pair.Value * total / Math.Max(1e-9, sums[i] * smoothed[pair.Key]))))
                .Where(pair => pair.Value > 0).ToDictionary(pair => pair.Key, pair => (float)pair.Value)),
        ];
    }

    private int[]? _byPlace;

    private int CountOf(Dictionary<string, int> places, int place)
    {
        _byPlace ??= [.. places.OrderBy(pair => pair.Value).Select(pair => _counts[pair.Key])];
        return _byPlace[place];
    }
}
