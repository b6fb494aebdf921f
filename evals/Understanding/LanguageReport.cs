using Parley.Text;
using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>How often the language is told, by language and kind of text.</summary>
internal static class LanguageReport
{
    private const double Sure = 0.8;

    public static void Write(DataSet data, UnderstandingModel model)
    {
        var lines = data.Read("langid/test.jsonl.gz").Select(line => (Lang: DataSet.Text(line, "lang"), Kind: DataSet.Text(line, "kind"), Text: DataSet.Text(line))).ToArray();
        string[] named = [.. Language.All.Select(language => language.Code), "sv", "da", "nb", "pl", "cs", "fi", "hu", "id", "zh", "ja", "ko", "th", "he", "uk", "fa", "ur"];
        Console.WriteLine("\n| language | sentences | none said | word pairs | none said | single words | ECE, sentences | detector, sentences |\n|---|---|---|---|---|---|---|---|");
        foreach (var code in named.Append("others"))
        {
            Answer[] Of(string kind) => [.. lines.Where(line => line.Kind == kind && (code == "others" ? !named.Contains(line.Lang) : line.Lang == code)).Select(line =>
            {
                var guess = Understander.Read(line.Text, model).Language;
                return new Answer(code == "others" ? "" : code, code == "others" ? guess.Label ?? "" : guess.Label, guess.Confidence);
            })];
            var (sentences, pairs, words) = (Of("sentences"), Of("word-pairs"), Of("single-words"));
            if (code == "others")
            {
                Console.WriteLine($"\nsentences of {lines.Where(line => !named.Contains(line.Lang)).Select(line => line.Lang).Distinct().Count()} other languages that are named with {Sure} or more: {SureOf(sentences):0.00}\n");
            }

            if (sentences.Length == 0)
            {
                continue;
            }

            var before = lines.Where(line => line.Kind == "sentences" && line.Lang == code).Select(line => LanguageDetector.Detect(line.Text).Code == code ? 1.0 : 0).DefaultIfEmpty(0).Average();
            Console.WriteLine(
                $"| {code} | {Measures.Accuracy(sentences):0.00} | {None(sentences):0.00} | {Measures.Accuracy(pairs):0.00} | {None(pairs):0.00} | {Measures.Accuracy(words):0.00} | {(code == "others" ? "" : $"{Measures.CalibrationError(sentences):0.000}")} | {before:0.00} |");
        }
    }

    private static double SureOf(Answer[] answers) => answers.Average(answer => answer.Given is { Length: > 0 } && answer.Confidence >= Sure ? 1.0 : 0);

    private static double None(Answer[] answers) => answers.Average(answer => string.IsNullOrEmpty(answer.Given) ? 1.0 : 0);
}
