"""Words that say nothing of what a text is about, and those by which a short text's language is known."""

from enlacesur.core.text import folded

SPANISH = """
a acá adonde ahí al algo algún alguna algunas alguno algunos allá allí ambas ambos ante antes aquel aquella aquellas
aquello aquellos aquí así aun aún aunque bajo bien cada casi cerca como cómo con contra cual cuál cuales cuáles
cualquier cuando cuándo cuanto cuánto cuya cuyas cuyo cuyos de del desde después donde dónde dos durante e él el ella
ellas ellos en entonces entre era eran es esa esas ese eso esos esta está están estaba estaban estado estamos estar
estas este esto estos estoy fue fueron ha haber había habían hace hacen hacer hacia haga hagan han hasta hay he hemos
hicieron hizo incluso ir jamás junto la las le les lo los luego más me menos mi mientras mis misma mismas mismo mismos
mucha muchas mucho muchos muy nada nadie ni ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro nuestros
nunca o os otra otras otro otros para pero poca pocas poco pocos por porque pueda puede pueden podemos poder podría
primero pues que qué quien quién quienes se sea sean según ser será si sí sido siempre sin sino sobre solamente solo
sólo somos son su sus suya suyo también tampoco tan tanta tantas tanto tantos te tenemos tener tenga tengan tengo tenía
tiene tienen toda todas todavía todo todos tras tres tu tus un una unas uno unos usted ustedes va van varias varios
vez veces y ya yo
necesita necesitamos necesitan necesito necesitaría busca buscamos buscan busco queremos quiere quieren quisiéramos
quisiera ayuda ayudar saber conocer gustaría debe deben debería
"""
PORTUGUESE = """
a acerca agora aí ainda algo alguém algum alguma algumas alguns ali ambas ambos ante antes ao aos apenas após aquela
aquelas aquele aqueles aquilo as às assim até bem cada cá com como contra cuja cujas cujo cujos da daquela daquele das
de dela delas dele deles depois desde dessa desse desta deste disso do dos dois duas durante e é ela elas ele eles em
embora enquanto então entre era eram essa essas esse esses esta está estão estamos estar estas estava estavam este
estes estou eu fará faz fazem fazer fez foi foram for fosse há havia isso isto já jamais junto la lá lhe lhes logo mais
mas me mesma mesmas mesmo mesmos meu meus minha minhas muita muitas muito muitos na nada nas nela nele nem nenhum
nenhuma ninguém no nos nós nossa nossas nosso nossos num numa nunca o onde os ou outra outras outro outros para pela
pelas pelo pelos perante pode podem podemos poder poderia pois por porém porque pouca poucas pouco poucos primeiro qual
quais qualquer quando quanto que quê quem são se seja sejam sem sempre sendo ser será seu seus si sido só sob sobre
somos sou sua suas tal também tampouco tanta tantas tanto tantos tão te tem têm temos tenha tenho ter teve tinha toda
todas todo todos três tu tudo um uma umas uns vai vão várias vários você vocês vez vezes
precisa precisamos precisam preciso precisaria busca buscamos buscam busco procuramos queremos quer querem gostaríamos
gostaria ajuda ajudar saber conhecer deve devem deveria
"""
ENGLISH = """
a about above after again all also am an and any are as at be because been before being below between both but by can
could did do does doing down during each few for from had has have having he her here him his how i if in into is it
its just me more most my no nor not now of off on once only or other our out over own same she should so some such than
that the their them then there these they this those through to too under until up very was we were what when where
which while who why will with would you your need needs want wants looking help
"""


def both_spellings(words: str) -> frozenset[str]:
    """With and without accents, for people type both."""
    return frozenset(spelling for word in words.split() for spelling in (word, folded(word)))


STOPWORDS = {"es": both_spellings(SPANISH), "pt": both_spellings(PORTUGUESE), "en": both_spellings(ENGLISH)}
ANY_STOPWORD = STOPWORDS["es"] | STOPWORDS["pt"]
# Words of one language that the others do not have; what Spanish and Portuguese share with English still tells.
TELLING = {
    "es": STOPWORDS["es"] - STOPWORDS["pt"],
    "pt": STOPWORDS["pt"] - STOPWORDS["es"],
    "en": STOPWORDS["en"] - ANY_STOPWORD,
}

# Words of all public prose: they tell something, but little. In a large collection their frequency says so as well.
COMMON_SPANISH = """
acción actividad actual acuerdo además adecuado agregar alcanzar alto amplio año antiguo apoyar apoyo aporte área
aumentar bajo base bueno buen caer calidad cambiar cambio camino cantidad capaz caro caso central centro cerca chico
ciudad ciudadano claro comenzar cosa común comunidad comunal conjunto conseguir considerar contar continuar corto
crear creciente cuenta cuidar dar decir dejar departamento desarrollar desarrollo desafío día difícil dificultad
diferente dinero directo disponible diverso domingo efecto ejemplo elegir empezar encontrar enfrentar entrar entregar
época equipo esperar experiencia falta faltar fácil familia fin final fondo forma formar fuerte función funcionar
futuro general gente gestión gobierno gran grande grupo habitante hora humano idea igual implementar importante
incluir iniciativa inicio intendencia interés intercambio intercambiar junto lado largo liviano local lograr lugar
llegar llevar línea manera mantener mayor medida medio mejor mejorar mes miembro mil millón mínimo modelo modo momento
mostrar mover municipal municipalidad municipio nivel noche nombre nuevo número objetivo obtener ofrecer pagar país
parte participar pasar pedir pensar pequeño perder permitir persona personal plan plata pleno población poner posible
práctica precio presentar principal probar problema proceso promover programa propio propuesta proveer proyecto
próximo público pueblo punto quedar querer razón realizar realidad recibir recurso red regional resolver resultado
reunir sacar salir secretaría sector seguir semana sencillo servicio servir situación solución sumar técnico temprano
tema terminar tiempo tipo tomar total trabajar trabajo traer tratar usar uso útil valor vecino ver vía vida viejo
vivir volver zona alcaldía comuna experto empresa material simple distinto sistema política reducir hablar compartir
aprender municipales pesado poder
"""
COMMON_PORTUGUESE = """
ação acordo adequado alcançar além alto amplo andar ano antigo apoiar apoio área atual atividade atingir aumentar
baixo base bom boa caro casa caso central centro chegar cidadão cidade claro coisa começar comum comunidade conjunto
conseguir considerar contar continuar criar crescer cuidar curto custo dar deixar desafio desenvolver desenvolvimento
dever dia diferente difícil dificuldade dinheiro direto disponível diverso dizer domingo efeito elaborar encontrar
enfrentar entrar entregar época equipe escolher esperar exemplo experiência fácil falta faltar família ficar fim final
forma formar forte função funcionar fundo futuro geral gente gestão governo grande grupo habitante hora humano ideia
igual implementar importante incluir iniciativa início interesse intercâmbio junto lado levar linha local longo lugar
maior maneira manter medida meio melhor melhorar membro mês mil milhão mínimo modelo modo momento morador morar
mostrar mudança mudar municipal município nível noite nome novo número objetivo obter oferecer pagar país parte
participar passar pedir pensar pequeno perder permitir pesado pessoa pessoal plano população pôr possível prático
prática preço prefeitura presente principal problema processo programa projeto promover próprio proposta próximo
público ponto razão real realidade realizar receber recurso rede regional resolver resultado reunir sair secretaria
seguir semana serviço servir setor simples situação solução somar técnico tema tempo terminar tipo tirar tomar total
trabalhar trabalho trazer tratar usar uso útil valor velho ver via vida viver voltar zona especialista empresa
material sistema política reduzir falar compartilhar aprender
"""
COMMON = {"es": frozenset(COMMON_SPANISH.split()), "pt": frozenset(COMMON_PORTUGUESE.split()), "en": frozenset[str]()}
