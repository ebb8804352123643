namespace SegmentationService.Api.Tests.Training;

/// <summary>POST /train?dryRun=true: what a training would be made of, and nothing stored.</summary>
public sealed class TrainDryRunTests
{
    [Fact]
    public async Task DryRun_Table_ReportsWhatTrainingReportsAndStoresNothing()
    {
        await using var app = new SegmentationApp();
        var csv = Tables.Shop(120);
        const string Query = "restarts=1&encode=country&maxClusters=4&model=shop";

        var dry = (await app.TrainAsync(csv, $"?{Query}&dryRun=true")).Expect(200);
        Assert.Equal(["model", "customers", "parent", "promoted", "transactions", "features", "columns", "notices"], dry.Names());
        (await app.GetAsync("/models/shop")).ExpectProblem(404, "unknown-model");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(app.Folder.Path, "models")));

        var trained = await app.TrainedAsync(csv, $"?{Query}&dryRun=false");
        Assert.Equal(1, trained.Int("version"));
        Assert.Equal(("shop", 120), (dry.Text("model"), dry.Int("customers")));
        foreach (var part in (string[])["features", "columns"]) Assert.Equal(trained.GetProperty(part).ToString(), dry.GetProperty(part).ToString());
        Assert.Equal(trained.GetProperty("notices").ToString(), dry.GetProperty("notices").ToString());
        Assert.Equal("recency", dry.Item("columns", "name", "recency_days").Text("part"));
        var monetary = dry.Item("columns", "name", "monetary");
        Assert.Equal(csv.Split('\n').Count(line => line.Contains(",,", StringComparison.Ordinal)), monetary.Int("imputed"));
        Assert.Equal(monetary.Int("missing"), monetary.Int("imputed"));
    }

    [Theory]
    [InlineData("id,a\nx,1\ny,1\n", "", 422, "constant-columns")]
    [InlineData("id,a\nx,1\ny,2\n", "&clusters=3", 422, "too-few-distinct-customers")]
    [InlineData("id,a\nx,1\ny,2\n", "&columns=b", 422, "unknown-column")]
    [InlineData("id,a\nx,1\ny,2\n", "&clusters=0", 400, "invalid-parameter")]
    [InlineData("id,a\nx,1,2\n", "", 400, "invalid-csv")]
    public async Task DryRun_WhatTrainingWouldRefuse_IsRefusedAlike(string csv, string query, int status, string kind)
    {
        await using var app = new SegmentationApp();

        var dry = (await app.TrainAsync(csv, "?dryRun=true" + query)).ExpectProblem(status, kind);

        Assert.Equal((await app.TrainAsync(csv, "?dryRun=false" + query)).ExpectProblem(status, kind).Text("detail"), dry.Text("detail"));
    }

    [Fact]
    public async Task DryRun_FewerDistinctCustomersThanTried_IsNoticed()
    {
        await using var app = new SegmentationApp();

        var dry = (await app.TrainAsync("a\n1\n2\n5\n5\n", "?dryRun=true")).Expect(200);

        Assert.Contains("3 distinct customers", Assert.Single(dry.Notices("range_shortened")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_ManyRowsWithoutAValue_ListsTwentyAndTheCount()
    {
        await using var app = new SegmentationApp();
        var csv = "id,a\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"c{i},{(i % 2 == 0 ? i * i : "")}\n"));

        var dry = (await app.TrainAsync(csv, "?dryRun=true")).Expect(200);

        var notice = Assert.Single(dry.Notices("rows_dropped"));
        Assert.Contains("30 customers", notice, StringComparison.Ordinal);
        Assert.Contains("line 3, line 5,", notice, StringComparison.Ordinal);
        Assert.EndsWith("line 41 ....", notice, StringComparison.Ordinal); // The twentieth
        Assert.Equal((30, 30), (dry.Int("customers"), dry.Item("columns", "name", "a").Int("missing")));
    }
}
