using Parley.Text;

namespace Parley.Understanding;

internal static class LanguageReader
{
    public static Guess Read(ReadOnlySpan<char> text)
    {
        var language = LanguageDetector.Detect(text.ToString());
        return language == Language.Unknown ? Guess.None : new(language.Code, 0.5);
    }
}
