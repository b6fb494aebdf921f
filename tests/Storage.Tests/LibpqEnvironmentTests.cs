using Npgsql;
using Parley.PostgreSql;

namespace Parley.Storage.Tests;

public sealed class LibpqEnvironmentTests
{
    [Theory]
    [InlineData("Host=db", "db", "5432")]
    [InlineData("Host=db;Port=5434", "db", "5434")]
    [InlineData("Host=db:5433", "db", "5433")]
    [InlineData("Host=[::1]:5433", "::1", "5433")]
    [InlineData("Host=::1", "::1", "5432")]
    [InlineData("Host=one:5433,two;Port=5440", "one,two", "5433,5440")]
    [InlineData("Host=/run/postgresql", "/run/postgresql", "5432")]
    public void Their_programs_are_led_where_the_driver_goes(string connection, string host, string port)
    {
        Dictionary<string, string?> environment = [];
        LibpqEnvironment.Set(environment, new NpgsqlConnectionStringBuilder(connection));
        Assert.Equal((host, port), (environment["PGHOST"], environment["PGPORT"]));
    }
}
