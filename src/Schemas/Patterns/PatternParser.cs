using System.Globalization;

namespace Parley.Schemas.Patterns;

/// <summary>Reads the regular expressions of ECMA-262 with Unicode semantics. What no machine can match in linear time is refused by its name.</summary>
internal sealed class PatternParser(PatternText text)
{
    private const int MostNested = 100;
    private const int LongestCount = 6;

    private readonly PatternEscapes _escapes = new(text);
    private int _nested;

    /// <exception cref="PatternException">It is none, and why.</exception>
    public Expression ReadAll()
    {
        var all = ReadChoice();
        return text.Ends ? all : throw new PatternException("closes a group that was not opened");
    }

    private Expression ReadChoice()
    {
        if (++_nested > MostNested)
        {
            throw new PatternException($"nests more than {MostNested} groups");
        }

        List<Expression> branches = [ReadSequence()];
        while (text.Take("|"))
        {
            branches.Add(ReadSequence());
        }

        _nested--;
        return branches.Count == 1 ? branches[0] : new Expression.Choice(branches);
    }

    private Expression ReadSequence()
    {
        List<Expression> parts = [];
        while (!text.Ends && text.Peek is not ('|' or ')'))
        {
            parts.Add(ReadTerm());
        }

        return parts.Count == 1 ? parts[0] : new Expression.Sequence(parts);
    }

    private Expression ReadTerm()
    {
        var atom = ReadAtom();
        if (text.Try(ReadCount) is not { } count)
        {
            return atom;
        }

        // A lazy repetition matches the same texts; only what it would capture differs.
        text.Take("?");
        return atom is Expression.Anchor or Expression.Look
            ? throw new PatternException("repeats something that takes no letters")
            : new Expression.Repeat(atom, count.Least, count.Most);
    }

    private Count? ReadCount() => text.Peek switch
    {
        '*' when text.Take("*") => new(0, null),
        '+' when text.Take("+") => new(1, null),
        '?' when text.Take("?") => new(0, 1),
        '{' when text.Take("{") => ReadBraces(),
        _ => null,
    };

    /// <returns>Null where the brace begins no count and so stands for itself.</returns>
    private Count? ReadBraces()
    {
        var least = ReadNumber();
        var most = text.Take(",") ? ReadNumber() : least;
        if (least is null || !text.Take("}"))
        {
            return null;
        }

        return most < least ? throw new PatternException($"repeats at least {least} and at most {most} times") : new(least.Value, most);
    }

    private int? ReadNumber() =>
        text.Digits(letter => letter is >= '0' and <= '9', LongestCount) is { Length: > 0 } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : null;

    private Expression ReadAtom()
    {
        switch (text.Next())
        {
            case '^':
                return new Expression.Anchor(Operation.Start);
            case '$':
                return new Expression.Anchor(Operation.End);
            case '.':
                return new Expression.OneOf(CharacterSet.Dot);
            case '(':
                return ReadGroup();
            case '[':
                return new Expression.OneOf(new PatternClass(text, _escapes).Read());
            case '\\':
                return _escapes.ReadAtom();
            case '*' or '+' or '?':
                throw new PatternException("repeats nothing");
            case '{' when text.Try(ReadBraces) is not null:
                throw new PatternException("repeats nothing");
            case var letter:
                return new Expression.OneOf(CharacterSet.Of(letter));
        }
    }

    private Expression ReadGroup()
    {
        // A group may be repeated whatever is in it, an anchor may not.
        Func<Expression, Expression> make = body => new Expression.Sequence([body]);
        if (text.Take("?"))
        {
            make = text switch
            {
                _ when text.Take(":") => make,
                _ when text.Take("=") => body => new Expression.Look(body, true, false),
                _ when text.Take("!") => body => new Expression.Look(body, true, true),
                _ when text.Take("<=") => body => new Expression.Look(body, false, false),
                _ when text.Take("<!") => body => new Expression.Look(body, false, true),
                _ when text.Take("<") => Named(make),
                _ => throw new PatternException("opens a group with \"(?\" and something that ECMA-262 does not know, such as inline flags"),
            };
        }

        var group = make(ReadChoice());
        text.Need(")");
        return group;
    }

    private Func<Expression, Expression> Named(Func<Expression, Expression> make)
    {
        while (text.Next() != '>')
        {
        }

        return make;
    }

    private sealed record Count(int Least, int? Most);
}
