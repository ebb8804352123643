using System.Text.RegularExpressions;

namespace SegmentationService.Api.Tests.Security;

/// <summary>What browsers are told: pages load only their own files, and other sites' scripts stay out unless they are let in.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task SwaggerUi_HasAPolicyThatItKeepsTo()
    {
        await using var app = new SegmentationApp();

        var page = await app.GetAsync("/swagger/index.html");

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Subset(policy.ToHashSet(), new HashSet<string> { "default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "connect-src 'self'" });
        Assert.Equal(["nosniff", "no-referrer", "DENY"], ((string[])["X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"]).Select(name => Assert.Single(page.Headers.GetValues(name))));
        // script-src 'self' rules out scripts in the page and in attributes, and files of other hosts.
        Assert.All(Regex.Matches(page.Text, "<script[^>]*>"), script => Assert.Matches("""<script src="[a-z./-]+" """, script.Value));
        Assert.DoesNotMatch("""\son[a-z]+=""", page.Text);
        Assert.DoesNotMatch("""(src|href)="(https?:)?//""", page.Text);
    }

    [Fact]
    public async Task SwaggerUi_SwitchedOff_IsNotThere()
    {
        await using var app = SegmentationApp.With(("Swagger:Enabled", "false"));

        foreach (var path in (string[])["/swagger", "/swagger/index.html", "/swagger/v1/swagger.json", "/swagger/index.js"])
            (await app.GetAsync(path)).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Answers_OfEveryKind_AreNotToBeGuessedAt()
    {
        await using var app = new SegmentationApp();
        Answer[] answers =
        [
            await app.TrainAsync(Tables.Five, "?clusters=2"), await app.GetAsync("/models"), await app.GetAsync("/models/default/versions/1/customers"), await app.GetAsync("/samples/customers"),
            await app.GetAsync("/nothing"), await app.TrainAsync("a,b\n1,2,3\n"), await app.TrainAsync(Tables.Five, "?clusters=x"), await app.GetAsync("/healthz/ready"),
        ];

        Assert.Equal([201, 200, 200, 200, 404, 400, 400, 200], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task ScriptsOfOtherSites_UnlessConfigured_AreNotLetIn()
    {
        await using var app = new SegmentationApp();

        var answer = await app.GetAsync("/models", ("Origin", "https://shop.example"));

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ScriptsOfASite_ThatIsConfigured_AreLetInAndNoOthers()
    {
        await using var app = SegmentationApp.With(Keys.Settings(("Security:AllowedOrigins:0", "https://shop.example")));
        (string, string)[] asks = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "x-api-key,content-type")];

        var preflight = await app.SendAsync(HttpMethod.Options, "/predict", null, [("Origin", "https://shop.example"), .. asks]);
        var answer = await app.GetAsync("/models", ("Origin", "https://shop.example"), Keys.Header(Keys.Predict));
        var stranger = await app.GetAsync("/models", ("Origin", "https://shop.example.evil"), Keys.Header(Keys.Predict));

        Assert.Equal(204, preflight.Status); // a preflight never has a key
        Assert.Equal(["https://shop.example"], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("x-api-key", string.Join(",", preflight.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        Assert.Equal((200, "https://shop.example"), (answer.Status, Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin"))));
        Assert.Contains("X-Model-Version", string.Join(",", answer.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.False(stranger.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
