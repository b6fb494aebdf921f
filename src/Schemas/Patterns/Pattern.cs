namespace Parley.Schemas.Patterns;

/// <summary>A regular expression of ECMA-262, with Unicode semantics, that is matched in time linear in the text.</summary>
/// <remarks>
/// The engines of .NET either backtrack, or know no looks and count UTF-16 units and other digits than ECMA-262 does. Looks are settled before the
/// pattern that holds them, one pass each; only references back to groups cannot be matched so and are refused.
/// </remarks>
internal sealed class Pattern
{
    private const int Longest = 10_000;

    private readonly List<PatternLook> _looks = [];
    private readonly PatternProgram _program;

    /// <exception cref="PatternException">It is none, or none that can be matched in linear time.</exception>
    public Pattern(string source)
    {
        Source = source.Length <= Longest ? source : throw new PatternException($"is longer than {Longest} letters");
        _program = PatternProgram.Of(new PatternParser(new(source)).ReadAll(), false, _looks);
    }

    public string Source { get; }

    public bool Matches(string text, Work work)
    {
        work.Spend(1 + _program.Steps.Count / 64);
        var points = PatternText.CodePoints(text);
        var looks = new List<bool[]>();
        foreach (var look in _looks)
        {
            looks.Add(new PatternRun(look.Program, points, looks, work).Everywhere(look.Ahead));
        }

        return new PatternRun(_program, points, looks, work).Anywhere();
    }
}
