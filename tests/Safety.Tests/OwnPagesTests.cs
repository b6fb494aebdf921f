namespace Parley.Safety.Tests;

/// <summary>The product's own pages as answers: tables of languages, lists of attacks, what guards are for. Nothing in them may end an answer.</summary>
public sealed class OwnPagesTests
{
    [Fact]
    public void No_page_is_blocked_as_an_answer()
    {
        var guard = new AnswerGuard(Policy.Standard, new Judge(Policy.Standard));
        string[] pages = [.. Pages()];

        Assert.InRange(pages.Length, 20, int.MaxValue);
        Assert.All(pages, page => Assert.DoesNotContain(guard.Look(File.ReadAllText(page), [], _ => false).Findings, finding => finding.Action >= GuardAction.Handoff));
    }

    private static IEnumerable<string> Pages()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Parley.slnx")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run in the repository.");
        }

        return [Path.Combine(root.FullName, "README.md"), Path.Combine(root.FullName, "SECURITY.md"), .. Directory.EnumerateFiles(Path.Combine(root.FullName, "docs"), "*.md", SearchOption.AllDirectories)];
    }
}
