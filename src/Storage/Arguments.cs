using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Parley.Storage;

/// <summary>How the values of parameters are read from the objects of one type, whose properties they are.</summary>
internal sealed class Arguments
{
    private static readonly ConcurrentDictionary<Type, Arguments> Known = new();
    private static readonly HashSet<Type> Simple =
        [typeof(string), typeof(long), typeof(int), typeof(short), typeof(bool), typeof(double), typeof(float), typeof(byte[])];

    private readonly Func<object, object?[]> _read;

    private Arguments(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).ToList();
        Names = [.. properties.Select(property => property.Name)];
        Types = [.. properties.Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)];
        ArePlain = !type.IsAssignableTo(typeof(IEnumerable)) && type.Namespace != nameof(Dapper)
            && Types.All(one => Simple.Contains(one) || one.IsAssignableTo(typeof(IEnumerable<string>)));
        var given = Expression.Parameter(typeof(object));
        var typed = Expression.Convert(given, type);
        _read = Expression.Lambda<Func<object, object?[]>>(
            Expression.NewArrayInit(
                typeof(object), properties.Select(property => Expression.Convert(Expression.Property(typed, property), typeof(object)))),
            given).Compile();
    }

    /// <summary>Of a statement without parameters.</summary>
    public static Arguments None { get; } = Of(new { });

    /// <summary>The names of the parameters, without <c>@</c>: the same list for all objects of a type.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The types of the parameters, which a null does not tell.</summary>
    public IReadOnlyList<Type> Types { get; }

    /// <summary>Whether all are texts, numbers, bytes or lists of texts.</summary>
    public bool ArePlain { get; }

    public static Arguments Of(object args) => Known.GetOrAdd(args.GetType(), static type => new(type));

    public object?[] Values(object args) => _read(args);
}
