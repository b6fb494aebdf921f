using System.Collections.Concurrent;
using System.Reflection;

namespace Parley.Storage;

/// <summary>A statement whose result nobody waits for, to be sent together with others by <see cref="DatabaseConnection.ExecuteAllAsync"/>.</summary>
/// <param name="Sql">In the shared dialect; all parameters stand in <paramref name="Args"/> but <c>@tenant</c>.</param>
/// <param name="Args">An object whose properties are the parameters.</param>
public sealed record Statement(string Sql, object Args)
{
    private static readonly ConcurrentDictionary<Type, Parameters> Known = new();

    /// <summary>The names of the parameters, without <c>@</c>.</summary>
    internal IReadOnlyList<string> Names => Shape.Names;

    /// <summary>The types of the parameters, which a null does not tell.</summary>
    internal IReadOnlyList<Type> Types => Shape.Types;

    internal object?[] Values => [.. Shape.Properties.Select(property => property.GetValue(Args))];

    private Parameters Shape => Known.GetOrAdd(Args.GetType(), static type => new(type.GetProperties(BindingFlags.Public | BindingFlags.Instance)));

    private sealed class Parameters(PropertyInfo[] properties)
    {
        public PropertyInfo[] Properties { get; } = properties;

        public IReadOnlyList<string> Names { get; } = [.. properties.Select(property => property.Name)];

        public IReadOnlyList<Type> Types { get; } = [.. properties.Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)];
    }
}

/// <summary>A statement in the words of one database, with its parameters in order.</summary>
public sealed record BoundStatement(string Sql, IReadOnlyList<string> Names, IReadOnlyList<Type> Types, object?[] Values);
