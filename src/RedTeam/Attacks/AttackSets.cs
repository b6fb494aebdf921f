using System.Reflection;
using System.Text.Json;

namespace Parley.RedTeam;

/// <summary>The attacks that come with the product, a file a family.</summary>
public static class AttackSets
{
    private const string Folder = ".Attacks.";

    /// <summary>All of them, in the order of their families and ids.</summary>
    public static IReadOnlyList<Attack> Shipped { get; } = Load();

    /// <summary>The families, in order.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. Shipped.Select(attack => attack.Family).Distinct()];

    private static List<Attack> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var systems = JsonSerializer.Deserialize<Dictionary<string, string>>(Read(assembly, assembly.GetManifestResourceNames().Single(name => name.EndsWith("systems.json", StringComparison.Ordinal))))!;
        return
        [
            .. from name in assembly.GetManifestResourceNames()
               where name.Contains(Folder, StringComparison.Ordinal) && name.EndsWith(".jsonl", StringComparison.Ordinal)
               orderby name
               from attack in AttackReader.Read(Read(assembly, name), name)
               select attack.System is { } system && systems.TryGetValue(system, out var text) ? attack with { System = text } : attack,
        ];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
