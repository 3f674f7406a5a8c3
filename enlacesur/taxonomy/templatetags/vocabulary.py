from django import template

from enlacesur.taxonomy.vocabulary import country_name

register = template.Library()
register.filter("country", country_name)
