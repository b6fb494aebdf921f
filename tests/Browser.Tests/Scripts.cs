using Parley.ScriptedProvider;

namespace Parley.Browser.Tests;

/// <summary>Answers that can be told apart word by word.</summary>
internal static class Scripts
{
    /// <summary>One word in it stands for how far it has come.</summary>
    public static string Words(string word, int count) => string.Join(' ', Enumerable.Range(1, count).Select(number => $"{word}{number}."));

    /// <summary>An answer of which 120 tokens come, so many that the guards pass the first twenty sentences, and the rest when the test releases it, however long the page takes.</summary>
    public static Script Held(string text) => new() { Text = text, Rate = 200, HoldAt = 120 };

    /// <summary>Everything that asks for room at the side.</summary>
    public static Script Wide { get; } = new()
    {
        Text = $"""
            # A heading that is long enough to be broken on a small screen

            {new string('w', 120)} and https://example.com/{new string('p', 90)}

            ```csharp
            var answer = await conversations.AskAsync("a line of code that is much wider than a phone", cancellationToken);
            ```

            | name | first | second | third | fourth | fifth |
            | --- | --- | --- | --- | --- | --- |
            | a row of many cells | 1234567890 | 1234567890 | 1234567890 | 1234567890 | 1234567890 |

            1. The **first** of the steps, with `inline code`.
            2. The second, and $$\sum_i^n x_i^2$$ in it.

            > A quotation, and the end of it.
            """,
    };
}
