using System.Data;
using System.Reflection;
using Dapper;

namespace Parley.Storage;

/// <summary>
/// How rows become records on both databases: a record's parameters are matched with the columns by name and order alone, because
/// the databases tell different types for the same expression (and SQLite none for a null); truth is kept as 0 and 1.
/// </summary>
internal static class Rows
{
    private static readonly Lazy<bool> Registered = new(Register);

    public static void RegisterOnce() => _ = Registered.Value;

    private static bool Register()
    {
        SqlMapper.RemoveTypeMap(typeof(bool));
        SqlMapper.RemoveTypeMap(typeof(bool?));
        SqlMapper.AddTypeHandler(new TruthHandler());
        SqlMapper.TypeMapProvider = static type => new RecordMap(type);
        return true;
    }

    private sealed class TruthHandler : SqlMapper.TypeHandler<bool>
    {
        public override void SetValue(IDbDataParameter parameter, bool value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value ? 1L : 0L;
        }

        public override bool Parse(object value) => value is bool truth ? truth : Convert.ToInt64(value, null) != 0;
    }

    private sealed class RecordMap(Type type) : SqlMapper.ITypeMap
    {
        private readonly DefaultTypeMap _usual = new(type);

        public ConstructorInfo? FindConstructor(string[] names, Type[] types) =>
            type.GetConstructors().FirstOrDefault(constructor => Matches(constructor.GetParameters(), names))
            ?? _usual.FindConstructor(names, types);

        public ConstructorInfo? FindExplicitConstructor() => _usual.FindExplicitConstructor();

        public SqlMapper.IMemberMap? GetConstructorParameter(ConstructorInfo constructor, string columnName) =>
            _usual.GetConstructorParameter(constructor, columnName);

        public SqlMapper.IMemberMap? GetMember(string columnName) => _usual.GetMember(columnName);

        private static bool Matches(ParameterInfo[] parameters, string[] names) =>
            parameters.Length > 0
            && parameters.Length == names.Length
            && parameters.Zip(names).All(pair => string.Equals(pair.First.Name, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
