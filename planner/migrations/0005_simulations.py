import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planner', '0004_headlines'),
    ]

    operations = [
        migrations.CreateModel(
            name='Simulation',
            fields=[
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='simulation', serialize=False, to='planner.plan', verbose_name='plan')),
                ('services', models.JSONField(default=dict, verbose_name='services')),
            ],
            options={
                'verbose_name': 'simulation of a plan',
                'verbose_name_plural': 'simulations of plans',
                'ordering': ['-plan'],
            },
        ),
    ]
