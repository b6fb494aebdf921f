namespace Parley.Schemas.Patterns;

/// <summary>What a pattern says, as a tree.</summary>
internal abstract record Expression
{
    internal sealed record OneOf(CharacterSet Set) : Expression;

    internal sealed record Sequence(IReadOnlyList<Expression> Parts) : Expression;

    internal sealed record Choice(IReadOnlyList<Expression> Branches) : Expression;

    /// <param name="Most">Null for no end.</param>
    internal sealed record Repeat(Expression Body, int Least, int? Most) : Expression;

    /// <param name="Place">One of <see cref="Operation.Start"/>, End, Boundary, NoBoundary.</param>
    internal sealed record Anchor(Operation Place) : Expression;

    internal sealed record Look(Expression Body, bool Ahead, bool Negated) : Expression;
}

internal enum Operation : byte
{
    Take,
    Split,
    Start,
    End,
    Boundary,
    NoBoundary,
    Look,
    Accept,
}
