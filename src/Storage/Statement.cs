namespace Parley.Storage;

/// <summary>A statement whose result nobody waits for, to be sent together with others by <see cref="DatabaseConnection.ExecuteAllAsync"/>.</summary>
/// <param name="Sql">In the shared dialect; all parameters stand in <paramref name="Args"/> but <c>@tenant</c>.</param>
/// <param name="Args">An object whose properties are the parameters.</param>
public sealed record Statement(string Sql, object Args)
{
    /// <summary>The names of the parameters, without <c>@</c>.</summary>
    internal IReadOnlyList<string> Names => Arguments.Of(Args).Names;

    /// <summary>The types of the parameters, which a null does not tell.</summary>
    internal IReadOnlyList<Type> Types => Arguments.Of(Args).Types;

    internal object?[] Values => Arguments.Of(Args).Values(Args);
}

/// <summary>A statement in the words of one database, with its parameters in order.</summary>
public sealed record BoundStatement(string Sql, IReadOnlyList<string> Names, IReadOnlyList<Type> Types, object?[] Values);
