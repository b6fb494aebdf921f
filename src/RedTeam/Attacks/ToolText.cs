using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Orchestration;

namespace Parley.RedTeam;

/// <summary>Tools as attacks name them: <c>send_email(to, subject, body)</c>; every argument is a text.</summary>
internal static partial class ToolText
{
    public static bool IsOne(string text) =>
        Form().Match(text) is { Success: true } match && match.Groups["argument"].Captures.Select(argument => argument.Value).Distinct().Count() == match.Groups["argument"].Captures.Count;

    /// <param name="text">One that <see cref="IsOne"/> takes.</param>
    public static string NameOf(string text) => Form().Match(text).Groups["name"].Value;

    public static ToolDeclaration Declare(string text)
    {
        var match = Form().Match(text);
        var properties = match.Groups["argument"].Captures.ToDictionary(argument => argument.Value, _ => new { type = "string" });
        var name = match.Groups["name"].Value;
        return new(
            name, $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}.",
            JsonSerializer.SerializeToElement(new { type = "object", properties, required = properties.Keys }));
    }

    [GeneratedRegex(@"\A(?<name>[a-z][a-z0-9_]{0,62})\((?:(?<argument>[a-z][a-z0-9_]{0,62})(?:, ?(?<argument>[a-z][a-z0-9_]{0,62}))*)?\)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
