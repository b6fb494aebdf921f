using Parley.PostgreSql;

namespace Parley.Storage.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("postgres://anna:s%40cret@db.example:6543/chat", "db.example", 6543, "anna", "s@cret", "chat")]
    [InlineData("postgresql://anna@db.example/chat", "db.example", 5432, "anna", null, "chat")]
    [InlineData("Host=db.example;Port=6543;Username=anna;Password=s@cret;Database=chat", "db.example", 6543, "anna", "s@cret", "chat")]
    public void Both_spellings_name_the_same(string text, string host, int port, string user, string? password, string database)
    {
        var read = ConnectionStrings.Read(text);

        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Fact]
    public void What_libpq_calls_otherwise_is_understood()
    {
        var read = ConnectionStrings.Read("postgres://db/chat?sslmode=verify-full&application_name=mine&connect_timeout=7");

        Assert.Equal((Npgsql.SslMode.VerifyFull, "mine", 7), (read.SslMode, read.ApplicationName, read.Timeout));
    }

    [Theory]
    [InlineData("secret nonsense")]
    [InlineData("Password=secret")]
    [InlineData("postgres://u:secret@db/chat?nonsense=1")]
    [InlineData("postgres://u:secret@:x/")]
    public void Anything_else_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<StorageSetupException>(() => ConnectionStrings.Read(text));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO t (a, b) VALUES (@a, @b)", "INSERT INTO t (a, b) VALUES ($1, $2)")]
    [InlineData("SELECT '@a', \"@b\", @b -- @a\n, @A", "SELECT '@a', \"@b\", $2 -- @a\n, $1")]
    [InlineData("SELECT 'it''s @a' @> @a", "SELECT 'it''s @a' @> $1")]
    public void Names_become_numbers_outside_of_quotes_and_comments(string sql, string expected) =>
        Assert.Equal(expected, Positional.Of(sql, ["a", "b"]));

    [Fact]
    public void A_name_without_a_value_is_refused() =>
        Assert.Throws<ArgumentException>(() => Positional.Of("SELECT @c", ["a", "b"]));

    [Theory]
    [InlineData("WHERE id IN @ids AND x not in @others", "WHERE id = ANY(@ids) AND x <> ALL(@others)")]
    [InlineData("WHERE id IN (SELECT id FROM @nothing)", "WHERE id IN (SELECT id FROM @nothing)")]
    public void A_list_is_one_array(string sql, string expected) => Assert.Equal(expected, PostgreSqlDialect.Usual.Render(sql));

    [Fact]
    public void Rows_that_a_list_names_are_looked_up_one_after_another() =>
        Assert.Equal(
            "SELECT t.a FROM (SELECT DISTINCT unnest(@ids) AS listed) t_in CROSS JOIN LATERAL (SELECT * FROM things WHERE x IN (SELECT 1) AND id = t_in.listed OFFSET 0) t",
            PostgreSqlDialect.Usual.Render("SELECT t.a FROM {only things t WHERE x IN (SELECT 1) AND id IN @ids}"));
}
